// user/tests/libc_stdio.cpp: stdio: buffers, lines, places, and what becomes of them at the end.
#include "child.h"
#include "tap.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace {

constexpr const char* kFile = "/bin/sh";

// A pipe whose writing end is a FILE.
struct Line {
    FILE* file;
    int reader;
    Line() {
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        reader = ends[0];
        file = fdopen(ends[1], "w");
        if (!file) tap::bail_out("fdopen fails");
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() {
        if (file) fclose(file);
        close(reader);
    }
    // What is in the pipe now; nothing if nothing was written.
    const char* arrived() {
        struct stat stat;
        static char text[PIPE_CAPACITY + 1];
        ssize_t count = 0;
        if (fstat(reader, &stat) == 0 && stat.st_size > 0) count = read(reader, text, sizeof text - 1);
        text[count > 0 ? count : 0] = 0;
        return text;
    }
};

void buffering() {
    tap::All all("a FILE writes when its buffer is full, at the end of a line, or at once, as asked");
    Line full;
    all.equal(fputs("kept\n", full.file), 0, "fputs");
    all.equal(full.arrived(), "", "nothing yet");
    all.equal(fflush(full.file), 0, "fflush");
    all.equal(full.arrived(), "kept\n", "now");
    Line by_line;
    setvbuf(by_line.file, nullptr, _IOLBF, 0);
    fputs("begin", by_line.file);
    all.equal(by_line.arrived(), "", "half a line");
    fputs("ning\nnext", by_line.file);
    all.equal(by_line.arrived(), "beginning\n", "a whole line");
    Line at_once;
    setvbuf(at_once.file, nullptr, _IONBF, 0);
    fputc('x', at_once.file);
    all.equal(at_once.arrived(), "x", "a byte");
    for (int i = 0; i < 3000; i++) fputc('y', full.file);
    all.equal(full.arrived(), "", "3000 bytes");
    fputc('z', full.file);
    all.equal(fclose(full.file), 0, "fclose");
    full.file = nullptr;
    all.equal(strlen(full.arrived()), 3001ul, "all of them after fclose");
}

void formatted() {
    Line line;
    tap::All all("fprintf, fputs, fputc, fwrite and puts go through the same buffer in order");
    all.equal(fprintf(line.file, "%d-%s", 7, "seven"), 7, "fprintf");
    all.equal(fputc('!', line.file), '!', "fputc");
    all.equal(fwrite("abcdef", 2, 3, line.file), 3ul, "fwrite");
    all.equal(fputs("end", line.file), 0, "fputs");
    fflush(line.file);
    all.equal(line.arrived(), "7-seven!abcdefend", "what arrived");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe"); // else it would read from whatever ends has been
    all.equal(dprintf(ends[1], "%05.1f", 2.25), 5, "dprintf");
    char got[8] = {};
    all.equal(read(ends[0], got, sizeof got), 5, "read");
    all.equal(got, "002.2", "what arrived");
    close(ends[0]);
    close(ends[1]);
}

void reading() {
    tap::All all("fgetc, fread, fgets, ungetc and getline read the same bytes as read");
    static char expected[10'000];
    static char got[10'000];
    const int fd = open(kFile, O_RDONLY);
    all.equal(read(fd, expected, sizeof expected), static_cast<ssize_t>(sizeof expected), "read");
    close(fd);
    FILE* file = fopen(kFile, "r");
    if (!all.check(file != nullptr, "fopen")) return;
    for (int i = 0; i < 5000; i++) got[i] = static_cast<char>(fgetc(file));
    all.equal(fread(got + 5000, 1, 5000, file), 5000ul, "fread");
    all.check(memcmp(expected, got, sizeof got) == 0, "fgetc and fread");
    all.equal(ftell(file), 10'000l, "ftell");
    all.equal(fseek(file, 100, SEEK_SET), 0, "fseek");
    all.equal(fgetc(file), static_cast<u8>(expected[100]), "fgetc after it");
    all.equal(ungetc('Q', file), 'Q', "ungetc");
    all.equal(fgetc(file), static_cast<int>('Q'), "what was put back");
    all.equal(fgetc(file), static_cast<u8>(expected[101]), "and what comes after it");
    all.equal(fseek(file, -2, SEEK_CUR), 0, "fseek");
    all.equal(fgetc(file), static_cast<u8>(expected[100]), "fgetc after that");
    rewind(file);
    all.equal(fgetc(file), 0x7f, "the first byte of a program");
    all.equal(fseek(file, 0, SEEK_END), 0, "fseek to the end");
    all.check(fgetc(file) == EOF && feof(file) && !ferror(file), "the end");
    clearerr(file);
    all.check(!feof(file), "clearerr");
    all.check(fputc('x', file) == EOF && ferror(file), "writing to it");
    fclose(file);
}

void lines() {
    tap::All all("fgets and getline read lines, long ones and one without an end");
    int ends[2];
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    (void)write(ends[1], "first\n\nthird line\n", 18);
    static char lengthy[3000];
    memset(lengthy, 'l', sizeof lengthy);
    lengthy[sizeof lengthy - 1] = '\n';
    (void)write(ends[1], lengthy, sizeof lengthy);
    (void)write(ends[1], "unfinished", 10);
    close(ends[1]);
    FILE* file = fdopen(ends[0], "r");
    char line[8];
    all.equal(fgets(line, sizeof line, file), "first\n", "the first line");
    all.equal(fgets(line, sizeof line, file), "\n", "an empty one");
    all.equal(fgets(line, sizeof line, file), "third l", "as much as fits");
    all.equal(fgets(line, sizeof line, file), "ine\n", "the rest");
    char* text = nullptr;
    size_t size = 0;
    all.equal(getline(&text, &size, file), static_cast<ssize_t>(sizeof lengthy), "a long line");
    all.check(text && memcmp(text, lengthy, sizeof lengthy) == 0, "what is in it");
    all.equal(getline(&text, &size, file), 10, "a line without an end");
    all.equal(text, "unfinished", "what is in it");
    all.equal(getline(&text, &size, file), -1, "the end");
    free(text);
    all.check(fgets(line, sizeof line, file) == nullptr && feof(file), "the end again");
    fclose(file);
}

void failures() {
    tap::All all("what cannot be opened or written is told");
    all.check(fopen("/none", "r") == nullptr && errno == ENOENT, "a file that is not there");
    all.check(fopen("/etc", "w") == nullptr && errno == EISDIR, "what is no file");
    all.check(fopen(kFile, "q") == nullptr && errno == EINVAL, "a mode that does not exist");
    FILE* null = fopen("/dev/null", "r+");
    all.check(null && fputs("x", null) >= 0 && fflush(null) == 0, "a device, for both");
    if (null) fclose(null);
    Line broken;
    close(broken.reader);
    if constexpr (sys::is_there<sys::Call::sigaction>) signal(SIGPIPE, SIG_IGN);
    fputs("for nobody", broken.file);
    all.check(fflush(broken.file) == EOF && ferror(broken.file), "a pipe without a reader");
    broken.reader = open("/dev/null", O_RDONLY); // for its end
}

// exit writes out what is waiting; _exit does not.
void at_the_end() {
    tap::All all("exit writes out what is in the buffers, once; _exit and a signal do not");
    const auto after = [](void (*end)()) {
        static char text[100];
        int ends[2];
        if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
        const pid_t pid = fork();
        if (pid == 0) {
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            close(ends[1]);
            printf("waiting");
            end();
        }
        close(ends[1]);
        (void)child::ending_of(pid);
        const ssize_t count = read(ends[0], text, sizeof text - 1);
        text[count > 0 ? count : 0] = 0;
        close(ends[0]);
        return text;
    };
    all.equal(after([] { exit(0); }), "waiting", "exit");
    all.equal(after([] { _exit(0); }), "", "_exit");
    all.equal(after([] { abort(); }), "", "abort");
}

} // namespace

int main() {
    buffering();
    formatted();
    reading();
    lines();
    failures();
    if constexpr (child::kThereAre) at_the_end();
    return tap::done();
}
