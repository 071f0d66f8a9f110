// user/libc/posix.cpp: the system calls as POSIX writes them: one function for each, -1 and errno on failure.
//
// In the table's order. None of them is inline, so that a backtrace from the kernel shows `write` on its way to main.
// What POSIX has and the table has not is made of these, in composed.cpp.

#include "answer.h"
#include "lock.h"
#include "thread.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stile.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

using libc::answer;

namespace {

// POSIX's int as the kernel's type. The kernel checks it, as it checks everything.
[[gnu::always_inline]] inline Fd fd_of(int number) { return Fd::unchecked(number); }

// POSIX may unmap and protect what no map made.
[[gnu::always_inline]] inline Mapping mapping_at(void* address) {
    return Mapping::unchecked(reinterpret_cast<u64>(address)); // to the kernel it is a number
}

int answer_int(i64 result) { return static_cast<int>(answer(result)); }

// An array of strings that ends with a null pointer.
[[gnu::always_inline]] inline In<Str> strings_at(char* const* first) {
    return In<Str>(reinterpret_cast<u64>(first)); // the kernel gets its address
}

[[gnu::always_inline]] inline Out<DirectoryEntry> records_at(void* first) {
    return Out<DirectoryEntry>(static_cast<DirectoryEntry*>(first));
}

} // namespace

extern "C" {

[[gnu::weak]] void stdio_fork_(); // there only in programs that use stdio

void _exit(int status) { sys::exit(status); }
pid_t getpid() { return answer_int(sys::getpid.raw()); }
pid_t getppid() { return answer_int(sys::getppid.raw()); }

// The child has only this thread: what others were doing to the heap must be done by then, and what they had locked in
// stdio is free.
pid_t fork() {
    libc::heap_lock.take();
    const i64 pid = sys::fork.raw();
    libc::heap_lock.give_back();
    if (pid == 0 && libc::forget_other_threads) libc::forget_other_threads();
    if (pid == 0 && stdio_fork_) stdio_fork_();
    return answer_int(pid);
}

ssize_t write(int fd, const void* bytes, size_t count) {
    return answer(sys::write.raw(fd_of(fd), static_cast<const char*>(bytes), count));
}

ssize_t read(int fd, void* bytes, size_t count) {
    return answer(sys::read.raw(fd_of(fd), static_cast<char*>(bytes), count));
}

int openat(int directory, const char* path, int flags, ...) {
    int mode = 0;
    if (flags & O_CREAT) { // only then is there a fourth argument
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, int);
        va_end(arguments);
    }
    return answer_int(
        sys::openat.raw(fd_of(directory), path, static_cast<OpenFlags>(flags), static_cast<FileMode>(mode)));
}

int close(int fd) { return answer_int(sys::close.raw(fd_of(fd))); }

off_t lseek(int fd, off_t offset, int whence) {
    return answer(sys::lseek.raw(fd_of(fd), offset, static_cast<Whence>(whence)));
}

int dup(int fd) { return answer_int(sys::dup.raw(fd_of(fd))); }

int dup3(int from, int to, int flags) {
    return answer_int(sys::dup3.raw(fd_of(from), fd_of(to), static_cast<OpenFlags>(flags)));
}

int pipe2(int ends[2], int flags) {
    static_assert(sizeof(PipeEnds) == 2 * sizeof(int)); // so the kernel may write them where they belong
    const Out<PipeEnds> to(reinterpret_cast<u64>(ends));
    return answer_int(sys::pipe2.raw(to, static_cast<OpenFlags>(flags)));
}

int fstat(int fd, struct stat* known) { return answer_int(sys::fstat.raw(fd_of(fd), known)); }

int fstatat(int directory, const char* path, struct stat* known, int flags) {
    return answer_int(sys::fstatat.raw(fd_of(directory), path, known, static_cast<AtFlags>(flags)));
}

ssize_t getdents(int fd, void* records, size_t bytes) {
    return answer(sys::getdents.raw(fd_of(fd), records_at(records), bytes));
}

int chdir(const char* path) { return answer_int(sys::chdir.raw(path)); }

int execve(const char* path, char* const arguments[], char* const environment[]) {
    return answer_int(sys::execve.raw(path, strings_at(arguments), strings_at(environment)));
}

pid_t waitpid(pid_t pid, int* status, int flags) {
    return answer_int(sys::waitpid.raw(Pid(pid), status, static_cast<WaitFlags>(flags)));
}

int kill(pid_t pid, int signal) { return answer_int(sys::kill.raw(Pid(pid), static_cast<Signal>(signal))); }
int setpgid(pid_t pid, pid_t group) { return answer_int(sys::setpgid.raw(Pid(pid), Pid(group))); }
pid_t setsid() { return answer_int(sys::setsid.raw()); }
pid_t getsid(pid_t pid) { return answer_int(sys::getsid.raw(Pid(pid))); }
pid_t getpgid(pid_t pid) { return answer_int(sys::getpgid.raw(Pid(pid))); }
// In milliseconds, where the kernel has nanoseconds.
int poll(pollfd* entries, nfds_t count, int milliseconds) {
    const i64 nanoseconds = milliseconds < 0 ? -1 : milliseconds * i64{1'000'000};
    return answer_int(sys::poll.raw(entries, count, nanoseconds));
}
int sched_yield() { return answer_int(sys::sched_yield.raw()); }
pid_t gettid() { return answer_int(sys::gettid.raw()); }

void* mmap(void* address, size_t bytes, int protection, int flags, int fd, off_t offset) {
    const u64 at = reinterpret_cast<u64>(address); // to the kernel it is a number
    const auto allowed = static_cast<MapProtection>(protection);
    const auto how = static_cast<MapFlags>(flags);
    const i64 place = !(flags & MAP_ANONYMOUS)
                          ? sys::map_file.raw(at, bytes, allowed, how, Fd::unchecked(fd), offset)
                      : offset != 0 ? -EINVAL
                                    : sys::map.raw(at, bytes, allowed, how);
    return reinterpret_cast<void*>(answer(place)); // -1 is MAP_FAILED
}

int munmap(void* address, size_t bytes) { return answer_int(sys::unmap.raw(mapping_at(address), bytes)); }

int mprotect(void* address, size_t bytes, int protection) {
    return answer_int(sys::protect.raw(mapping_at(address), bytes, static_cast<MapProtection>(protection)));
}

void* mremap(void* address, size_t bytes, size_t new_bytes, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const u64 place = flags & MREMAP_FIXED ? va_arg(rest, u64) : 0; // a pointer, to the kernel a number
    va_end(rest);
    const i64 moved =
        sys::remap.raw(mapping_at(address), bytes, new_bytes, static_cast<RemapFlags>(flags), place);
    return reinterpret_cast<void*>(answer(moved)); // -1 is MAP_FAILED
}

// What POSIX does not know: <stile.h>.

int terminal_mode(int fd, int mode) {
    return answer_int(sys::terminal_mode.raw(fd_of(fd), static_cast<TerminalMode>(mode)));
}

ssize_t process_list(ProcessInfo* list, size_t count) { return answer(sys::process_list.raw(list, count)); }
ssize_t thread_list(ThreadInfo* list, size_t count) { return answer(sys::thread_list.raw(list, count)); }
ssize_t memory_list(pid_t pid, MemoryRegion* list, size_t count) {
    return answer(sys::memory_list.raw(Pid(pid), list, count));
}
int system_info(SystemInfo* known) { return answer_int(sys::system_info.raw(known)); }
ssize_t kernel_log(char* text, size_t size) { return answer(sys::kernel_log.raw(text, size)); }
ssize_t lock_list(LockInfo* list, size_t count) { return answer(sys::lock_list.raw(list, count)); }
ssize_t call_counts(CallCount* list, size_t count) { return answer(sys::call_counts.raw(list, count)); }
ssize_t cause_counts(CauseCount* list, size_t count) { return answer(sys::cause_counts.raw(list, count)); }
void poweroff(int status) { sys::poweroff(status); }

int trace(pid_t pid, int flags) {
    return answer_int(sys::trace.raw(Pid(pid), static_cast<TraceFlags>(flags)));
}

ssize_t trace_memory(int tracer, pid_t thread, uint64_t address, void* to, size_t count) {
    return answer(sys::trace_memory.raw(fd_of(tracer), Tid(thread), address, static_cast<char*>(to), count));
}

} // extern "C"
