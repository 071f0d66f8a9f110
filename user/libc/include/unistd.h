/* user/libc/include/unistd.h: the system calls that POSIX knows. Each answers -1 on failure, and errno says why. */
#pragma once

#include "abi/files.h"
#include <stdint.h>
#include <sys/legacy.h>
#include <sys/types.h>

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

/* What access asks: does the file exist, may it be read, written, run. */
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#ifdef __cplusplus
extern "C" {
#endif

extern char** environ;

/* Files. */
ssize_t read(int fd, void* bytes, size_t count);
ssize_t write(int fd, const void* bytes, size_t count);
int close(int fd);
off_t lseek(int fd, off_t offset, int whence);
int dup(int fd);
int dup2(int from, int to);
int dup3(int from, int to, int flags);
int pipe(int ends[2]) LEGACY("pipe2");
int pipe2(int ends[2], int flags);
int access(const char* path, int mode);
int isatty(int fd);
int chdir(const char* path);
int fchdir(int directory);
char* getcwd(char* path, size_t size); /* with a null path: in new memory, for free() */
ssize_t pread(int fd, void* bytes, size_t count, off_t offset);
ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset);
int truncate(const char* path, off_t size);
int ftruncate(int fd, off_t size);
int fsync(int fd);
int fdatasync(int fd);
void sync(void); /* errno says whether the disk has failed, if it was 0 before */

/* Names. */
int unlink(const char* path);
int unlinkat(int directory, const char* path, int flags);
int rmdir(const char* path);
int link(const char* from, const char* to);
int linkat(int from_directory, const char* from, int to_directory, const char* to, int flags);
int symlink(const char* target, const char* path);
int symlinkat(const char* target, int directory, const char* path);
ssize_t readlink(const char* __restrict path, char* __restrict target, size_t size);
ssize_t readlinkat(int directory, const char* __restrict path, char* __restrict target, size_t size);

/* Processes. */
pid_t fork(void);
pid_t vfork(void) LEGACY("fork");
int execve(const char* path, char* const arguments[], char* const environment[]);
int execv(const char* path, char* const arguments[]);
int execvp(const char* name, char* const arguments[]); /* looks in PATH */
int execl(const char* path, const char* argument, ... /* (char*)NULL */);
int execlp(const char* name, const char* argument, ... /* (char*)NULL */);
void _exit(int status) __attribute__((noreturn));
pid_t getpid(void);
pid_t getppid(void);
pid_t gettid(void); /* the first thread of a process has the number of the process */
int setpgid(pid_t pid, pid_t group);
pid_t getpgid(pid_t pid);
pid_t setsid(void);
pid_t getsid(pid_t pid);
pid_t getpgrp(void);
pid_t tcgetpgrp(int fd);
int tcsetpgrp(int fd, pid_t group);

/* Options of one character. They end at the first argument that is none, or behind "--". */
extern char* optarg; /* the argument of the option just read */
extern int optind;   /* the next element of arguments to be read; 0 starts over */
extern int opterr;   /* 0: no messages */
extern int optopt;   /* the option that was wrong */
int getopt(int count, char* const arguments[], const char* options);

/* Time and memory. */
unsigned int alarm(unsigned int seconds); /* SIGALRM then; 0: none. What was left of the one before */
int pause(void);                          /* until a handler has run; always -1 */
unsigned int sleep(unsigned int seconds); /* the seconds that a signal left */
int usleep(useconds_t microseconds) LEGACY("nanosleep");
int brk(void* end);
void* sbrk(intptr_t change) LEGACY("brk, or malloc"); /* where the heap ended before */

#ifdef __cplusplus
}
#endif
