// tests/host/libc_kernel.cpp: the calls that user/libc makes of the kernel, answered by the host or by a script.

#include "libc_names.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

constexpr size_t kArena = 256 << 20;

size_t heap_used;

char* arena() {
    static char* const memory = static_cast<char*>(
        mmap(nullptr, kArena, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    return memory;
}

// The host's errno becomes ours: the numbers are the same.
template <class T> T answer(T result) {
    if (result < 0) stile_errno = errno;
    return result;
}

} // namespace

FakeKernel& FakeKernel::instance() {
    static FakeKernel kernel;
    return kernel;
}

size_t FakeKernel::heap_bytes() const { return heap_used; }

// There is one thread, which never has to wait.
namespace libc {
int sleep_at(const uint32_t&, uint32_t, int64_t) { abort(); }
void wake_at(const uint32_t&, uint32_t) { abort(); }
bool time_left(const timespec&, int64_t&) { abort(); }

void* move_heap_end(intptr_t change) {
    const size_t wanted = heap_used + static_cast<size_t>(change);
    if (wanted > std::min(FakeKernel::instance().memory_limit, kArena)) {
        stile_errno = ENOMEM;
        return reinterpret_cast<void*>(-1); // libc::kNoHeap
    }
    char* const end = arena() + heap_used;
    if (change < 0) memset(arena() + wanted, 0x55, heap_used - wanted); // what is given back is gone
    heap_used = wanted;
    return end;
}
} // namespace libc

extern "C" {

ssize_t stile_read(int fd, void* bytes, size_t count) {
    if (fd > 2) return answer(read(fd, bytes, count));
    FakeKernel& kernel = FakeKernel::instance();
    kernel.order.push_back("read");
    const size_t line = std::min(kernel.input.find('\n'), kernel.input.size() - 1) + 1;
    const size_t part = std::min(count, line);
    memcpy(bytes, kernel.input.data(), part);
    kernel.input.erase(0, part);
    return static_cast<ssize_t>(part);
}

ssize_t stile_write(int fd, const void* bytes, size_t count) {
    if (fd > 2 || fd < 0) return answer(write(fd, bytes, count));
    FakeKernel& kernel = FakeKernel::instance();
    kernel.order.push_back("write");
    kernel.writes.emplace_back(static_cast<const char*>(bytes), count);
    if (fd == 2) return write(2, bytes, count); // also where a death test looks for it
    return static_cast<ssize_t>(count);
}

off_t stile_lseek(int fd, off_t offset, int whence) {
    if (fd > 2 || fd < 0) return answer(lseek(fd, offset, whence));
    stile_errno = ESPIPE;
    return -1;
}

int stile_isatty(int fd) {
    if (FakeKernel::instance().terminal && fd <= 2) return 1;
    stile_errno = ENOTTY;
    return 0;
}

int stile_openat(int directory, const char* path, int flags, ...) {
    return answer(openat(directory, path, flags, 0600));
}
int stile_close(int fd) { return fd > 2 ? answer(close(fd)) : 0; }
int stile_dup3(int from, int to, int flags) { return answer(dup3(from, to, flags)); }

[[noreturn]] void stile_abort() { abort(); }

char** stile_environ;

} // extern "C"
