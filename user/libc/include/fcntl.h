/* user/libc/include/fcntl.h: opening files. The flags are in abi/files.h. */
#pragma once

#include "abi/files.h"
#include <sys/stat.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The third (fourth) argument is the new file's mode, and counts only with O_CREAT. */
int open(const char* path, int flags, ...);
int openat(int directory, const char* path, int flags, ...);

#ifdef __cplusplus
}
#endif
