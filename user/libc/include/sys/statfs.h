/* user/libc/include/sys/statfs.h: what is known of a file system. struct statfs itself is in abi/files.h. */
#pragma once

#include "abi/files.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The function and the struct have one name, which C++ calls shadowing. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
int statfs(const char* path, struct statfs* answer); /* of the one in which path is */
#pragma GCC diagnostic pop

#ifdef __cplusplus
}
#endif
