// user/libc/legacy.cpp: calls that old programs make, each over the one that took its place.
//
// None of them is a row of the table any more, or ever was. To use one is a warning (sys/legacy.h).
#include "heap.h"
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

extern "C" {

int creat(const char* path, mode_t mode) {
    return openat(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int pipe(int ends[2]) { return pipe2(ends, 0); }

// A child that borrows its parent's memory was quick once. With copy on write, a copy of it is quick, too.
pid_t vfork() { return fork(); }

int usleep(useconds_t microseconds) {
    const timespec duration = {microseconds / 1'000'000, microseconds % 1'000'000 * 1000};
    return nanosleep(&duration, nullptr);
}

void* sbrk(intptr_t change) { return libc::move_heap_end(change); }

} // extern "C"
