/* user/libc/include/sys/stat.h: what is known of a file. struct stat itself is in abi/files.h. */
#pragma once

#include "abi/files.h"
#include <sys/types.h>
#include <time.h>

#define S_ISREG(mode)  ((S_IFMT & (mode)) == S_IFREG)
#define S_ISDIR(mode)  ((S_IFMT & (mode)) == S_IFDIR)
#define S_ISCHR(mode)  ((S_IFMT & (mode)) == S_IFCHR)
#define S_ISBLK(mode)  ((S_IFMT & (mode)) == S_IFBLK)
#define S_ISFIFO(mode) ((S_IFMT & (mode)) == S_IFIFO)
#define S_ISLNK(mode)  ((S_IFMT & (mode)) == S_IFLNK)

/* In tv_nsec of a time for utimensat: the time of day, and no change. */
#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
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
int mkdir(const char* path, mode_t mode);
int mkdirat(int directory, const char* path, mode_t mode);
int mkfifo(const char* path, mode_t mode); /* a named pipe */
int mkfifoat(int directory, const char* path, mode_t mode);
mode_t umask(mode_t mask); /* the mask before */
int chmod(const char* path, mode_t mode);
int fchmod(int fd, mode_t mode);
int fchmodat(int directory, const char* path, mode_t mode, int flags);
/* times: of access and of modification; NULL: both now */
int utimensat(int directory, const char* path, const struct timespec times[2], int flags);
int futimens(int fd, const struct timespec times[2]);

#ifdef __cplusplus
}
#endif
