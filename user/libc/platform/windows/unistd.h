/* user/libc/platform/windows/unistd.h: as much of POSIX as a line on standard output takes, for Windows. */
#pragma once

#include "windows_write.h"
#include <sys/types.h> /* ssize_t */

#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define write windows_write
