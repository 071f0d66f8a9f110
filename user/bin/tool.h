/* user/bin/tool.h: what the tools do alike: complain, explain themselves, open what they read. For C and C++. */
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Says "tool: what: why" on the standard error output, errno being why. Always 1, for the exit status. */
static inline int complain(const char* tool, const char* what) {
    int reason = errno;
    fflush(stdout); /* what was said before comes first */
    fprintf(stderr, "%s: %s: %s\n", tool, what, strerror(reason));
    return 1;
}

/* Writes all of it, in as many calls as that takes; 0, or -1 and errno. */
static inline int write_all(int fd, const char* bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written <= 0) return -1;
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

/* Says how the tool is to be used. Always 2, for the exit status. */
static inline int usage(const char* how) {
    fprintf(stderr, "usage: %s\n", how);
    return 2;
}

/* For tools without options: whether there are none. If there is one, getopt has complained about it. */
static inline int has_no_options(int count, char** arguments) { return getopt(count, arguments, "") == -1; }

/* For what malloc answers: no tool here can do without its memory. */
static inline void* need(void* memory) {
    if (memory) return memory;
    fprintf(stderr, "out of memory\n");
    exit(2);
}

/* The file of this name, or the standard input for "-". NULL after a complaint. */
static inline FILE* open_input(const char* tool, const char* name) {
    if (strcmp(name, "-") == 0) return stdin;
    FILE* file = fopen(name, "r");
    if (!file) complain(tool, name);
    return file;
}

/* Closes it, and complains if it could not be read to its end. 0 or 1, for the exit status. */
static inline int close_input(const char* tool, const char* name, FILE* file) {
    int status = ferror(file) ? complain(tool, name) : 0;
    if (file != stdin) fclose(file);
    return status;
}

/* At the end: the status, or 1 with a complaint if not everything could be written. */
static inline int finish(const char* tool, int status) {
    int failed = fflush(stdout) != 0 || ferror(stdout);
    if (!failed) return status;
    if (errno != EPIPE) complain(tool, "standard output"); /* whoever reads a pipe may have seen enough */
    return status ? status : 1;
}
