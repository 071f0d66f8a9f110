/* user/libc/include/sys/stat.h: what is known of a file. struct stat itself is in abi/files.h. */
#pragma once

#include "abi/files.h"
#include <sys/types.h>

#define S_ISREG(mode)  ((S_IFMT & (mode)) == S_IFREG)
#define S_ISDIR(mode)  ((S_IFMT & (mode)) == S_IFDIR)
#define S_ISCHR(mode)  ((S_IFMT & (mode)) == S_IFCHR)
#define S_ISBLK(mode)  ((S_IFMT & (mode)) == S_IFBLK)
#define S_ISFIFO(mode) ((S_IFMT & (mode)) == S_IFIFO)
#define S_ISLNK(mode)  ((S_IFMT & (mode)) == S_IFLNK)

#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 0070
#define S_IRGRP 0040
#define S_IWGRP 0020
#define S_IXGRP 0010
#define S_IRWXO 0007
#define S_IROTH 0004
#define S_IWOTH 0002
#define S_IXOTH 0001

#ifdef __cplusplus
extern "C" {
#endif

/* POSIX gives the function and the struct one name, which C++ calls shadowing. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
int stat(const char* path, struct stat* answer);
#pragma GCC diagnostic pop
int lstat(const char* path, struct stat* answer); /* of a symbolic link itself */
int fstat(int fd, struct stat* answer);
int fstatat(int directory, const char* path, struct stat* answer, int flags);

#ifdef __cplusplus
}
#endif
