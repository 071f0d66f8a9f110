/* tests/linux/stdio.c: stdio on files, and the calls below it. */
#define _GNU_SOURCE
#include "tell.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void writes_and_reads(void) {
    begin("stdio");
    FILE* file = fopen("numbers", "w+");
    for (int i = 0; i < 3000; i++) fprintf(file, "%d %x %5.2f\n", i, i * i, i / 7.0);
    TELL(ftell(file));
    TELL(fseek(file, -12, SEEK_END));
    char line[80];
    TELL(fgets(line, sizeof line, file) != NULL);
    printf("%s", line);
    rewind(file);
    int whole = 0, read = 0;
    unsigned square = 0;
    double part = 0;
    while (fscanf(file, "%d %x %lf", &whole, &square, &part) == 3) read++;
    printf("%d lines, the last: %d %u %.2f\n", read, whole, square, part);
    TELL(feof(file));
    TELL(fseek(file, 1000, SEEK_SET));
    TELL(ungetc('x', file));
    TELL(fgetc(file));
    TELL(fputs("written over", file) >= 0);
    TELL(fflush(file));
    TELL(fclose(file));
    struct stat status;
    TELL(stat("numbers", &status));
    TELL(status.st_size);
    TELL(S_ISREG(status.st_mode));
}

static void more_of_stdio(void) {
    begin("more of stdio");
    char* text = NULL;
    size_t size = 0;
    FILE* memory = open_memstream(&text, &size);
    for (int i = 0; i < 5; i++) fprintf(memory, "[%*d]", i, i);
    fclose(memory);
    printf("%s, %zu\n", text, size);
    FILE* reading = fmemopen(text, size, "r");
    char* line = NULL;
    size_t room = 0;
    TELL(getdelim(&line, &room, ']', reading));
    printf("%s\n", line);
    fclose(reading);
    free(line);
    free(text);
    printf("%s|%-8s|%+d|%#x|%e|%a|%.3s|%c|%%|%lld\n", "text", "left", 5, 255, 12345.678, 1.5, "abcdef", 'c',
           -(1LL << 62));
}

static void descriptors(void) {
    begin("descriptors");
    const int file = open("bytes", O_RDWR | O_CREAT | O_EXCL, 0640);
    TELL(file >= 0);
    TELL(open("bytes", O_RDWR | O_CREAT | O_EXCL, 0640));
    TELL(open("none", O_RDONLY));
    TELL(open("bytes/none", O_RDONLY));
    TELL(open(".", O_RDWR));
    struct iovec parts[] = {{"one ", 4}, {"two ", 4}, {"three", 5}};
    TELL(writev(file, parts, 3));
    char bytes[32] = "";
    TELL(pread(file, bytes, 5, 4));
    printf("%s\n", bytes);
    TELL(pwrite(file, "TWO", 3, 4));
    TELL(lseek(file, 0, SEEK_CUR));
    TELL(lseek(file, -1, SEEK_SET));
    TELL(lseek(file, 2, SEEK_END));
    TELL(write(file, "!", 1));
    TELL(ftruncate(file, 20));
    TELL(lseek(file, 0, SEEK_END));
    const int same = dup(file);
    TELL(lseek(same, 3, SEEK_SET));
    TELL(lseek(file, 0, SEEK_CUR));
    TELL(fcntl(same, F_GETFD));
    TELL(fcntl(same, F_SETFD, FD_CLOEXEC));
    TELL(fcntl(same, F_GETFD));
    TELL((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
    TELL(fcntl(file, F_DUPFD, 30));
    TELL(fcntl(30, F_GETFD));
    TELL(dup2(file, 40));
    TELL(dup2(40, 40));
    TELL(dup3(40, 40, 0));
    TELL(close(40));
    TELL(close(40));
    TELL(read(40, bytes, 1));
    TELL(write(open("bytes", O_RDONLY), "x", 1));
    TELL(read(open("bytes", O_WRONLY), bytes, 1));
    TELL(read(open(".", O_RDONLY), bytes, 1));
    TELL(fsync(file));
    TELL(close(file));
}

static void appended(void) {
    begin("appended");
    const int file = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);
    TELL(write(file, "first ", 6));
    TELL(lseek(file, 0, SEEK_SET));
    TELL(write(file, "second", 6));
    TELL(lseek(file, 0, SEEK_CUR));
    close(file);
    char bytes[32] = "";
    const int again = open("log", O_RDONLY);
    TELL(read(again, bytes, sizeof bytes));
    printf("%s\n", bytes);
    TELL(read(again, bytes, sizeof bytes));
    close(again);
    TELL(close(open("log", O_WRONLY | O_TRUNC)));
    TELL(access("log", R_OK | W_OK));
    TELL(access("none", F_OK));
}

static void mapped(void) {
    begin("mapped");
    const int file = open("numbers", O_RDONLY);
    const char* place = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, file, 4096);
    TELL(place != MAP_FAILED);
    TELL(place[0]);
    TELL(close(file));
    TELL(place[8191]);
    TELL(munmap((void*)place, 8192));
    TELL(mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED && errno == EBADF);
    TELL(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
}

static void* volatile nowhere = (void*)8;
static volatile int none = -1;

static void bad_addresses(void) {
    begin("bad addresses");
    const int file = open("numbers", O_RDWR);
    TELL(read(file, nowhere, 10));
    TELL(write(file, nowhere, 10));
    TELL(open(nowhere, O_RDONLY));
    TELL(stat("numbers", nowhere));
    struct iovec parts[] = {{nowhere, 4}};
    TELL(readv(file, parts, 1));
    TELL(readv(file, parts, none));
    TELL(getcwd(nowhere, 0) == NULL && errno == EINVAL);
    char little[2];
    TELL(getcwd(little, sizeof little) == NULL && errno == ERANGE);
    close(file);
}

int main(void) {
    writes_and_reads();
    more_of_stdio();
    descriptors();
    appended();
    mapped();
    bad_addresses();
    return 3;
}
