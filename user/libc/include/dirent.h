/* user/libc/include/dirent.h: reading directories. struct dirent itself is in abi/files.h. */
#pragma once

#include "abi/files.h"
#include <sys/types.h>

typedef struct DirectoryStream DIR;

#ifdef __cplusplus
extern "C" {
#endif

DIR* opendir(const char* path);
DIR* fdopendir(int fd);
struct dirent* readdir(DIR* directory); /* NULL at the end; valid until the next readdir */
void rewinddir(DIR* directory);
int closedir(DIR* directory);
int dirfd(DIR* directory);
ssize_t getdents(int fd, void* records, size_t bytes);

#ifdef __cplusplus
}
#endif
