/* user/libc/include/sys/calls.h: every system call as C functions. Made by `make generate`. */
#pragma once

/* call_name answers -1 on failure, and errno says why; raw_name answers -errno. Neither knows POSIX: <unistd.h> and its
 * kin do, and the names, orders and types that one expects are there. What each call does: man 2 name. */
/* clang-format off */

#include "abi/structures.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* End this process. Its parent's waitpid tells the low eight bits of status. */
long call_exit(int status);
long raw_exit(int status);

/* The number of this process. */
long call_getpid(void);
long raw_getpid(void);

/* The number of this process's parent; 0 for the first process. */
long call_getppid(void);
long raw_getppid(void);

/* Copy this process. The child sees 0, the parent the child's pid. */
long call_fork(void);
long raw_fork(void);

/* Write up to count bytes to fd; the number written. */
long call_write(int fd, const char* bytes, size_t count);
long raw_write(int fd, const char* bytes, size_t count);

/* Read up to count bytes from fd; the number read, 0 at the end. */
long call_read(int fd, char* bytes, size_t count);
long raw_read(int fd, char* bytes, size_t count);

/* Open the file at path, relative to directory; a new descriptor, the lowest that is free. */
long call_openat(int directory, const char* path, int flags, int mode);
long raw_openat(int directory, const char* path, int flags, int mode);

/* Give up a descriptor. */
long call_close(int fd);
long raw_close(int fd);

/* Move the place where the next read or write happens; the new place. */
long call_lseek(int fd, int64_t offset, int whence);
long raw_lseek(int fd, int64_t offset, int whence);

/* Make another descriptor for the same open file; the lowest that is free. */
long call_dup(int fd);
long raw_dup(int fd);

/* Make the descriptor `to` mean the same open file as `from`, and close what it was; `to`. */
long call_dup3(int from, int to, int flags);
long raw_dup3(int from, int to, int flags);

/* Make a pipe: what is written to one end is read from the other. */
long call_pipe2(struct PipeEnds* ends, int flags);
long raw_pipe2(struct PipeEnds* ends, int flags);

/* Tell of an open file: its kind, size, times. */
long call_fstat(int fd, struct stat* answer);
long raw_fstat(int fd, struct stat* answer);

/* Tell of the file at path: its kind, size, times. */
long call_fstatat(int directory, const char* path, struct stat* answer, int flags);
long raw_fstatat(int directory, const char* path, struct stat* answer, int flags);

/* The next entries of a directory; the number of bytes filled, 0 at the end. */
long call_getdents(int fd, struct dirent* records, size_t bytes);
long raw_getdents(int fd, struct dirent* records, size_t bytes);

/* Make path the directory that relative paths start from. */
long call_chdir(const char* path);
long raw_chdir(const char* path);

/* The path of the current directory; its length with the zero byte. */
long call_getcwd(char* path, size_t size);
long raw_getcwd(char* path, size_t size);

/* Run another program in this process. Comes back only if it fails. */
long call_execve(const char* path, const char* const* arguments, const char* const* environment);
long raw_execve(const char* path, const char* const* arguments, const char* const* environment);

/* Wait until a child ends, is stopped or goes on; its number, or 0 if none has and WNOHANG is given. */
long call_waitpid(int pid, int* status, int flags);
long raw_waitpid(int pid, int* status, int flags);

/* Send a signal to a process, or to a process group: -group. pid 0 is the caller's own group. */
long call_kill(int pid, int signal);
long raw_kill(int pid, int signal);

/* Put a process (0: this one; else it or a child) into a group (0: its own). */
long call_setpgid(int pid, int group);
long raw_setpgid(int pid, int group);

/* The process group of a process (0: this one). */
long call_getpgid(int pid);
long raw_getpgid(int pid);

/* Let others run first. */
long call_sched_yield(void);
long raw_sched_yield(void);

/* Let others run, for at least this long. */
long call_sleep(int64_t nanoseconds);
long raw_sleep(int64_t nanoseconds);

/* Move the end of the heap (0: leave it); the end. New memory is zero. */
long call_brk(size_t end);
long raw_brk(size_t end);

/* The time that a clock shows, in nanoseconds. */
long call_clock(int clock);
long raw_clock(int clock);

/* Change the mode of a terminal (TERMINAL_ASK: leave it); the mode before. */
long call_terminal_mode(int fd, int mode);
long raw_terminal_mode(int fd, int mode);

/* Make group the one that Ctrl-C interrupts (0: leave it); the group before. */
long call_terminal_group(int fd, int group);
long raw_terminal_group(int fd, int group);

/* Tell of up to count processes; how many there are. */
long call_process_list(struct ProcessInfo* list, size_t count);
long raw_process_list(struct ProcessInfo* list, size_t count);

/* Tell of the whole system: time, memory, how many there are of what. */
long call_system_info(struct SystemInfo* answer);
long raw_system_info(struct SystemInfo* answer);

/* The latest part of the kernel's log that fits; its length. */
long call_kernel_log(char* text, size_t size);
long raw_kernel_log(char* text, size_t size);

/* Turn the machine off: status becomes the exit status of the emulator. */
long call_poweroff(int status);
long raw_poweroff(int status);

/* The number of this thread. The first thread of a process has the number of the process. */
long call_gettid(void);
long raw_gettid(void);

/* A new thread of this process: pc, sp, a0 and tp are as given. *ended (null: none) is its number until it
   ends. */
long call_thread_create(size_t entry, size_t stack, size_t argument, size_t thread_pointer, uint32_t* ended);
long raw_thread_create(size_t entry, size_t stack, size_t argument, size_t thread_pointer, uint32_t* ended);

/* End this thread: its word `ended` becomes 0, and who waits there is woken. The last one ends the process.
   */
long call_thread_exit(void);
long raw_thread_exit(void);

/* Sleep until woken at *word, for so long at most (-1: for ever). EAGAIN at once if *word is not what is
   expected. */
long call_futex_wait(const uint32_t* word, uint32_t expected, int64_t nanoseconds);
long raw_futex_wait(const uint32_t* word, uint32_t expected, int64_t nanoseconds);

/* Wake up to count threads of this process that sleep at *word; how many. */
long call_futex_wake(const uint32_t* word, uint32_t count);
long raw_futex_wake(const uint32_t* word, uint32_t count);

/* New memory, all zero, at address (0: anywhere); where it is. Both written and executed it cannot be:
   EACCES. */
long call_map(size_t address, size_t bytes, int protection, int flags);
long raw_map(size_t address, size_t bytes, int protection, int flags);

/* Give back what memory there is in these pages. */
long call_unmap(size_t memory, size_t bytes);
long raw_unmap(size_t memory, size_t bytes);

/* Say what may be done with these pages. ENOMEM too if some of them were never mapped. */
long call_protect(size_t memory, size_t bytes, int protection);
long raw_protect(size_t memory, size_t bytes, int protection);

/* Change what this process does about a signal (null: leave it), and tell what it did before. */
long call_sigaction(int signal, const struct SignalAction* action, struct SignalAction* before);
long raw_sigaction(int signal, const struct SignalAction* action, struct SignalAction* before);

/* Change which signals this thread blocks (null: leave it), and tell which it did before. */
long call_sigmask(int how, const uint64_t* signals, uint64_t* before);
long raw_sigmask(int how, const uint64_t* signals, uint64_t* before);

/* Which signals wait for this thread to unblock them. */
long call_sigpending(uint64_t* signals);
long raw_sigpending(uint64_t* signals);

/* Block these signals instead, until a handler has run: the answer is always EINTR. */
long call_sigsuspend(const uint64_t* mask);
long raw_sigsuspend(const uint64_t* mask);

/* Send a signal to one thread of this process. */
long call_thread_kill(int thread, int signal);
long raw_thread_kill(int thread, int signal);

/* Wait until a file is ready for what its entry asks, or for so many nanoseconds (below 0: for ever); how
   many are. */
long call_poll(struct pollfd* entries, size_t count, int64_t timeout);
long raw_poll(struct pollfd* entries, size_t count, int64_t timeout);

/* Tell of up to count ranks of the kernel's locks; how many there are: 0 if it was not built with DEBUG=1.
   */
long call_lock_list(struct LockInfo* list, size_t count);
long raw_lock_list(struct LockInfo* list, size_t count);

/* Tell of up to count threads of all processes; how many there are. */
long call_thread_list(struct ThreadInfo* list, size_t count);
long raw_thread_list(struct ThreadInfo* list, size_t count);

/* The size of this thread's kernel stack, in bytes: the call of a textbook's first example. */
long call_foo(void);
long raw_foo(void);

/* Open the file at path; a new descriptor, the lowest that is free. openat does more. */
long call_open(const char* path, int flags, int mode);
long raw_open(const char* path, int flags, int mode);

/* first + 2 * second + ... + 7 * seventh, the lower 31 bits: it shows in which order arguments arrive. */
long call_weigh(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth, uint64_t fifth, uint64_t sixth, uint64_t seventh);
long raw_weigh(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth, uint64_t fifth, uint64_t sixth, uint64_t seventh);

/* What weigh answers, of a structure that travels in the registers. */
long call_weigh_packed(const struct SevenWeights* weights);
long raw_weigh_packed(const struct SevenWeights* weights);

/* What weigh answers, of a structure that is too large for them: it stays in memory, and is copied in. */
long call_weigh_spilled(const struct EightWeights* weights);
long raw_weigh_spilled(const struct EightWeights* weights);

/* Begin to trace a process; a descriptor, from which its calls are read, and answered by writing to it. */
long call_trace(int pid, int flags);
long raw_trace(int pid, int flags);

/* Read up to count bytes at an address of a traced thread that waits for an answer; how many there are. */
long call_trace_memory(int tracer, int thread, size_t address, char* bytes, size_t count);
long raw_trace_memory(int tracer, int thread, size_t address, char* bytes, size_t count);

/* Tell of up to count answers that calls have given since boot, and how often; how many there are. */
long call_call_counts(struct CallCount* list, size_t count);
long raw_call_counts(struct CallCount* list, size_t count);

/* Tell of up to count causes of traps since boot, and how often each came; how many there are. */
long call_cause_counts(struct CauseCount* list, size_t count);
long raw_cause_counts(struct CauseCount* list, size_t count);

/* Read up to count bytes of a file from offset on, and leave its place alone; the number read. */
long call_pread(int fd, char* bytes, size_t count, int64_t offset);
long raw_pread(int fd, char* bytes, size_t count, int64_t offset);

/* Write up to count bytes of a file from offset on, and leave its place alone; the number written. */
long call_pwrite(int fd, const char* bytes, size_t count, int64_t offset);
long raw_pwrite(int fd, const char* bytes, size_t count, int64_t offset);

/* Make a file so many bytes long: what is beyond is gone, what is new is zero. */
long call_ftruncate(int fd, int64_t size);
long raw_ftruncate(int fd, int64_t size);

/* Make a directory. */
long call_mkdirat(int directory, const char* path, int mode);
long raw_mkdirat(int directory, const char* path, int mode);

/* Remove a name. The file goes with its last name, when nobody has it open any more. */
long call_unlinkat(int directory, const char* path, int flags);
long raw_unlinkat(int directory, const char* path, int flags);

/* Give a file another name. */
long call_linkat(int from_directory, const char* from, int to_directory, const char* to, int flags);
long raw_linkat(int from_directory, const char* from, int to_directory, const char* to, int flags);

/* Make a symbolic link at path: whoever comes there goes on to target. */
long call_symlinkat(const char* target, int directory, const char* path);
long raw_symlinkat(const char* target, int directory, const char* path);

/* What a symbolic link says, without a zero byte; its length, or size if that is less. */
long call_readlinkat(int directory, const char* path, char* target, size_t size);
long raw_readlinkat(int directory, const char* path, char* target, size_t size);

/* Give a file another name in place of its old one. What had the new name loses it, in the same moment. */
long call_renameat(int from_directory, const char* from, int to_directory, const char* to);
long raw_renameat(int from_directory, const char* from, int to_directory, const char* to);

/* Come back when all of a file is on the disk, and will be there after a power cut. */
long call_fsync(int fd);
long raw_fsync(int fd);

/* Come back when everything that was written is on the disk. */
long call_sync(void);
long raw_sync(void);

/* Ask or change what a descriptor is like; the answer, as the command has it. */
long call_fcntl(int fd, int command, size_t argument);
long raw_fcntl(int fd, int command, size_t argument);

/* Choose which permissions new files of this process do not get; which it was before. */
long call_umask(int mask);
long raw_umask(int mask);

/* Change the permissions of the file at path. */
long call_fchmodat(int directory, const char* path, int mode, int flags);
long raw_fchmodat(int directory, const char* path, int mode, int flags);

/* Change the times of the file at path; a null pointer makes both the time of day. */
long call_utimensat(int directory, const char* path, const struct FileTimes* times, int flags);
long raw_utimensat(int directory, const char* path, const struct FileTimes* times, int flags);

/* Tell of the file system in which path is: its size, and what of it is free. */
long call_statfs(const char* path, struct statfs* answer);
long raw_statfs(const char* path, struct statfs* answer);

/* New memory with a copy of what a file has from offset on; where it is. Beyond the file's end it is zero.
   */
long call_map_file(size_t address, size_t bytes, int protection, int flags, int fd, int64_t offset);
long raw_map_file(size_t address, size_t bytes, int protection, int flags, int fd, int64_t offset);

/* Forget what is in these pages, and give back their memory: when next touched, they are all zero. */
long call_discard(size_t memory, size_t bytes);
long raw_discard(size_t memory, size_t bytes);

/* Tell of up to count regions of a process's memory (pid 0: its own), in the order of addresses; how many
   there are. */
long call_memory_list(int pid, struct MemoryRegion* list, size_t count);
long raw_memory_list(int pid, struct MemoryRegion* list, size_t count);

/* Make memory larger or smaller, at another place if need be, with what is in it; where it is then. */
long call_remap(size_t memory, size_t bytes, size_t new_bytes, int flags, size_t address);
long raw_remap(size_t memory, size_t bytes, size_t new_bytes, int flags, size_t address);

/* Make an open directory the one that relative paths start from. */
long call_fchdir(int directory);
long raw_fchdir(int directory);

/* Change all that a terminal can be told (null: leave it), and tell what it was before. */
long call_terminal_settings(int fd, const struct termios* settings, struct termios* before, int change);
long raw_terminal_settings(int fd, const struct termios* settings, struct termios* before, int change);

/* Say how large a terminal is (null: leave it), and tell what was said before. A change is told by SIGWINCH.
   */
long call_terminal_size(int fd, const struct winsize* size, struct winsize* before);
long raw_terminal_size(int fd, const struct winsize* size, struct winsize* before);

/* Change where handlers with SA_ONSTACK run in this thread (null: leave it), and tell where they did before.
   */
long call_sigaltstack(const struct SignalStack* stack, struct SignalStack* before);
long raw_sigaltstack(const struct SignalStack* stack, struct SignalStack* before);

/* Send a signal to a process, and a value with it: its handler finds that as si_value. */
long call_sigqueue(int pid, int signal, uint64_t value);
long raw_sigqueue(int pid, int signal, uint64_t value);

/* Wait for one of these signals, for so long at most (below 0: for ever), and take it; which it was. */
long call_sigtimedwait(const uint64_t* signals, struct siginfo* info, int64_t nanoseconds);
long raw_sigtimedwait(const uint64_t* signals, struct siginfo* info, int64_t nanoseconds);

/* As poll, and meanwhile block these signals (null: those that are blocked anyhow); how many files are
   ready. */
long call_ppoll(struct pollfd* entries, size_t count, int64_t timeout, const uint64_t* mask);
long raw_ppoll(struct pollfd* entries, size_t count, int64_t timeout, const uint64_t* mask);

/* Begin a session, with this process alone in it and in a group of its own; its number. */
long call_setsid(void);
long raw_setsid(void);

/* The session of a process (0: this one). */
long call_getsid(int pid);
long raw_getsid(int pid);

/* Say when this process is to get SIGALRM (null: leave it), and tell how long it would still have been until
   then. */
long call_alarm_timer(const struct AlarmTimer* timer, struct AlarmTimer* before);
long raw_alarm_timer(const struct AlarmTimer* timer, struct AlarmTimer* before);

/* Make a named pipe: whoever opens it to read gets what others write who have opened it to write. */
long call_mkfifoat(int directory, const char* path, int mode);
long raw_mkfifoat(int directory, const char* path, int mode);

#ifdef __cplusplus
}
#endif
