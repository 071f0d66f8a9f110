/* user/libc/include/sys/wait.h: waiting for children. The macros that read a status are in abi/processes.h. */
#pragma once

#include "abi/processes.h"
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

pid_t wait(int* status);
pid_t waitpid(pid_t pid, int* status, int flags);

#ifdef __cplusplus
}
#endif
