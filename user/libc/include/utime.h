/* user/libc/include/utime.h: the times of a file, in whole seconds. */
#pragma once

#include <sys/types.h>

struct utimbuf {
    time_t actime;  /* of access */
    time_t modtime; /* of modification */
};

#ifdef __cplusplus
extern "C" {
#endif

int utime(const char* path, const struct utimbuf* times); /* NULL: now */

#ifdef __cplusplus
}
#endif
