// user/libc/open.cpp: POSIX's open. In a file of its own: a program may have another function of that name.
#include <fcntl.h>
#include <stdarg.h>

extern "C" int open(const char* path, int flags, ...) {
    int mode = 0;
    if (flags & O_CREAT) { // only then is there a third argument
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, int);
        va_end(arguments);
    }
    return openat(AT_FDCWD, path, flags, mode);
}
