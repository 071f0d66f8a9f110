/* user/libc/include/stile.h: the system calls that POSIX does not know. Each answers -1 on failure, with errno. */
#pragma once

#include "abi/counters.h"
#include "abi/files.h"
#include "abi/locks.h"
#include "abi/memory.h"
#include "abi/processes.h"
#include "abi/trace.h"
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

int terminal_mode(int fd, int mode);                          /* bits of TerminalMode; the mode before */
ssize_t process_list(struct ProcessInfo* list, size_t count); /* how many there are, which may be more */
ssize_t thread_list(struct ThreadInfo* list, size_t count);   /* likewise, of all processes */
ssize_t memory_list(pid_t pid, struct MemoryRegion* list,
                    size_t count); /* of a process, which may be over: 0 */
int system_info(struct SystemInfo* answer);
ssize_t kernel_log(char* text, size_t size); /* the length of what it wrote */
ssize_t lock_list(struct LockInfo* list,
                  size_t count); /* how many there are; 0 if this kernel doesn't watch them */
ssize_t call_counts(struct CallCount* list, size_t count);   /* how many there are: of answers of calls, */
ssize_t cause_counts(struct CauseCount* list, size_t count); /* and of causes of traps */
int trace(pid_t pid, int flags); /* a descriptor from which its calls are read: abi/trace.h */
ssize_t trace_memory(int tracer, pid_t thread, uint64_t address, void* to, size_t count);
void poweroff(int status) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif
