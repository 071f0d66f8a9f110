/* tests/linux/memory.c: what programs for Linux do with memory, and what they are told where it cannot be. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, READ_WRITE = PROT_READ | PROT_WRITE, NEW = MAP_PRIVATE | MAP_ANONYMOUS };
#define FAR ((char*)0x1000000000)

static void tell(const char* what, long answer) {
    printf("%s: %ld%s%s\n", what, answer, answer < 0 ? " " : "", answer < 0 ? strerrorname_np(errno) : "");
}

/* Places differ from machine to machine. */
static void tell_place(const char* what, const void* place) { tell(what, place == MAP_FAILED ? -1 : 0); }

static char* map(size_t pages) { return mmap(NULL, pages * PAGE, READ_WRITE, NEW, -1, 0); }

static void tell_end(const char* what, pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) printf("%s: signal %d\n", what, WTERMSIG(status));
    if (WIFEXITED(status)) printf("%s: status %d\n", what, WEXITSTATUS(status));
}

static void tell_access(const char* what, volatile char* place, int write) {
    const pid_t child = fork();
    if (child == 0) {
        if (write) *place = 1;
        _exit(*place);
    }
    tell_end(what, child);
}

/* --- new memory --- */

static void new_memory(void) {
    tell_place("no bytes", mmap(NULL, 0, READ_WRITE, NEW, -1, 0));
    tell_place("neither private nor shared", mmap(NULL, PAGE, READ_WRITE, MAP_ANONYMOUS, -1, 0));
    tell_place("fixed within a page", mmap(FAR + 8, PAGE, READ_WRITE, NEW | MAP_FIXED, -1, 0));
    tell_place("too much", mmap(NULL, SIZE_MAX / 2, READ_WRITE, NEW, -1, 0));
    tell("a wish is granted", mmap(FAR + 5, PAGE, READ_WRITE, NEW, -1, 0) == FAR);
    tell("unless something is there", mmap(FAR, PAGE, READ_WRITE, NEW, -1, 0) != FAR);
    tell_place("nothing is replaced", mmap(FAR, PAGE, READ_WRITE, NEW | MAP_FIXED_NOREPLACE, -1, 0));
    *FAR = 'x';
    tell("replaced", mmap(FAR, PAGE, PROT_READ, NEW | MAP_FIXED, -1, 0) == FAR);
    tell("new", *FAR);
    tell("unmapped within a page", munmap(FAR + 8, PAGE));
    tell("unmapped", munmap(FAR, PAGE));
    tell("unmapped again", munmap(FAR, PAGE));
    tell_access("what was unmapped", FAR, 0);

    /* an allocator of a language reserves far more than there is */
    const size_t much = (size_t)64 << 30;
    char* reserved = mmap(NULL, much, PROT_NONE, NEW | MAP_NORESERVE, -1, 0);
    tell_place("64 GiB reserved", reserved);
    tell_access("what is reserved", reserved + much / 2, 0);
    tell("some of it made use of", mprotect(reserved + much / 2, 16 * PAGE, READ_WRITE));
    tell_access("what is in use", reserved + much / 2, 1);
    tell("given back", munmap(reserved, much));
    const int more = MAP_STACK | MAP_POPULATE | MAP_GROWSDOWN | MAP_LOCKED;
    tell_place("flags that make it faster", mmap(NULL, PAGE, READ_WRITE, NEW | more, -1, 0));
}

static void protection(void) {
    char* place = map(4);
    place[PAGE] = 'x';
    tell("read-only", mprotect(place + PAGE, 100, PROT_READ));
    tell_access("writing what is read-only", place + PAGE, 1);
    tell("within a page", mprotect(place + 8, PAGE, PROT_READ));
    tell("of no bytes", mprotect(place, 0, PROT_READ));
    munmap(place + 2 * PAGE, PAGE);
    tell("over a hole", mprotect(place, 4 * PAGE, READ_WRITE));
    tell("no such protection", mprotect(place, PAGE, 0x40));
    munmap(place, 4 * PAGE);
}

/* --- memory that changes its size --- */

static void resizing(void) {
    char* place = mremap(map(10), 10 * PAGE, 4 * PAGE, 0);
    tell_place("shrunk", place);
    memset(place, 'a', 4 * PAGE);
    tell("grown where it is", mremap(place, 4 * PAGE, 10 * PAGE, 0) == place);
    tell("with what it had", place[4 * PAGE - 1] + place[4 * PAGE]);
    mmap(place + 10 * PAGE, PAGE, READ_WRITE, NEW | MAP_FIXED, -1, 0);
    tell_place("no room", mremap(place, 10 * PAGE, 1000 * PAGE, 0));
    char* moved = mremap(place, 10 * PAGE, 1000 * PAGE, MREMAP_MAYMOVE);
    tell("moved", moved != MAP_FAILED && moved != place && moved[4 * PAGE - 1] == 'a');
    tell_access("where it was", place, 0);
    tell("to an address", mremap(moved, 1000 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, FAR) == FAR);
    tell("with what it had", FAR[3 * PAGE - 1]);
    tell_place("within itself", mremap(FAR, 3 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, FAR + PAGE));
    tell_place("not on a page", mremap(FAR + 8, PAGE, PAGE, MREMAP_MAYMOVE));
    tell_place("to nothing", mremap(FAR, PAGE, 0, MREMAP_MAYMOVE));
    tell_place("from nothing", mremap(FAR + 16 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    munmap(FAR, 3 * PAGE);
}

/* --- advice --- */

static void advice(void) {
    char* place = map(4);
    memset(place, 'a', 4 * PAGE);
    tell("not needed", madvise(place, PAGE, MADV_DONTNEED));
    tell("is zero", place[0] + place[PAGE]);
    tell("soon needed", madvise(place, 4 * PAGE, MADV_WILLNEED));
    tell("to be freed", madvise(place, PAGE, MADV_FREE));
    tell("not on a page", madvise(place + 8, PAGE, MADV_DONTNEED));
    tell("no such advice", madvise(place, PAGE, 99));
    munmap(place + 2 * PAGE, PAGE);
    tell("over a hole", madvise(place, 4 * PAGE, MADV_DONTNEED));
    tell("is zero on both sides", place[PAGE] + place[3 * PAGE]);
    tell("of nothing", madvise(place + 2 * PAGE, PAGE, MADV_NORMAL));

    tell("msync", msync(place, PAGE, MS_SYNC));
    tell("over a hole", msync(place, 4 * PAGE, MS_ASYNC));
    tell("now and later", msync(place, PAGE, MS_SYNC | MS_ASYNC));
    tell("not on a page", msync(place + 8, PAGE, MS_SYNC));
    tell("mlock", mlock(place + 8, 8));
    tell("over a hole", mlock(place, 3 * PAGE));
    tell("munlock", munlock(place, PAGE));
    tell("munlockall", munlockall());
    unsigned char there[2] = {8, 8};
    place[0] = 1;
    tell("mincore", mincore(place, 2 * PAGE, there));
    tell("the first is there", there[0] & 1);
    tell("over a hole", mincore(place, 4 * PAGE, there));
    tell("not on a page", mincore(place + 8, PAGE, there));
}

/* --- files --- */

static void files(const char* path) {
    char begin[64] = "";
    const int fd = open(path, O_RDONLY);
    read(fd, begin, sizeof begin);
    char* place = mmap(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, fd, 0);
    tell("as the file", memcmp(place, begin, sizeof begin) == 0);
    place[0] = 'x';
    pread(fd, begin, 1, 0);
    tell("the file stays", begin[0] == 0x7f);
    tell_place("at an odd offset", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 8));
    const int folder = open("/", O_RDONLY | O_DIRECTORY);
    tell_place("a folder", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, folder, 0));
    int ends[2];
    if (pipe(ends) == 0) tell_place("a pipe", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0));
    tell_place("what may only be written", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[1], 0));
    tell_place("nothing", mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 77, 0));
}

/* --- shared memory --- */

static char* share(size_t pages) {
    return mmap(NULL, pages * PAGE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

struct Turns {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int whose, count;
};

static void take_turns(struct Turns* turns, int own) {
    pthread_mutex_lock(&turns->mutex);
    for (int i = 0; i < 200; i++) {
        while (turns->whose != own) pthread_cond_wait(&turns->changed, &turns->mutex);
        turns->whose = !own;
        turns->count++;
        pthread_cond_signal(&turns->changed);
    }
    pthread_mutex_unlock(&turns->mutex);
}

static void locks(void) {
    struct Turns* turns = (struct Turns*)share(1);
    pthread_mutexattr_t of_mutex;
    pthread_mutexattr_init(&of_mutex);
    pthread_mutexattr_setpshared(&of_mutex, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&turns->mutex, &of_mutex);
    pthread_condattr_t of_condition;
    pthread_condattr_init(&of_condition);
    pthread_condattr_setpshared(&of_condition, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&turns->changed, &of_condition);
    const pid_t child = fork();
    take_turns(turns, child == 0);
    if (child == 0) _exit(0);
    tell_end("the other", child);
    tell("turns", turns->count);
}

static void shared(const char* path) {
    char* place = share(4);
    const pid_t child = fork();
    if (child == 0) {
        place[0] = 1;
        place[3 * PAGE] = 2;
        munmap(place, PAGE);
        _exit(0);
    }
    tell_end("a child writes", child);
    tell("its parent sees it", place[0] + place[3 * PAGE]);
    tell("not needed", madvise(place, PAGE, MADV_DONTNEED));
    tell("still there", place[0]);
    tell("not to be read", mprotect(place, 4 * PAGE, PROT_NONE));
    tell_access("reading it", place, 0);
    tell("to be read again", mprotect(place, 4 * PAGE, READ_WRITE));
    char* moved = mremap(place, 4 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, FAR);
    tell("moved", moved == FAR && FAR[0] == 1);
    tell("unmapped", munmap(FAR, 2 * PAGE));
    const int kind = MAP_SHARED_VALIDATE | MAP_ANONYMOUS;
    tell_place("validated without a file", mmap(NULL, PAGE, READ_WRITE, kind, -1, 0));
    tell_place("neither", mmap(NULL, PAGE, READ_WRITE, MAP_ANONYMOUS, -1, 0));

    const int fd = open(path, O_RDONLY);
    const char* file = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    tell("a file", file[0] == 0x7f && file[1] == 'E');
    tell("may not be written", mprotect((char*)file, PAGE, READ_WRITE));
    tell_place("nor from the beginning", mmap(NULL, PAGE, READ_WRITE, MAP_SHARED, fd, 0));
    locks();
}

int main(int count, char** arguments) {
    setvbuf(stdout, NULL, _IONBF, 0); /* so that children have nothing to print again */
    new_memory();
    protection();
    resizing();
    advice();
    files(arguments[count - 1]);
    shared(arguments[count - 1]);
    return 0;
}
