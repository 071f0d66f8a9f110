/* user/libc/include/fcntl.h: opening files. The flags are in abi/files.h. */
#pragma once

#include "abi/files.h"
#include <sys/legacy.h>
#include <sys/stat.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The third (fourth) argument is the new file's mode, and counts only with O_CREAT. */
int open(const char* path, int flags, ...);
int openat(int directory, const char* path, int flags, ...);
int fcntl(int fd, int command, ... /* int */); /* commands: enum FileCommand */
int creat(const char* path, mode_t mode) LEGACY("open");

#ifdef __cplusplus
}
#endif
