/* user/libc/include/errno.h: why the last call failed. The numbers are those of abi/errno.def. */
#pragma once

enum {
#define ERROR(name, NAME, number, text) NAME = number,
#include "abi/errno.def"
#undef ERROR
    EWOULDBLOCK = EAGAIN,
};

#ifdef __cplusplus
extern "C" {
#endif

/* Each thread has its own. local-exec: it is reached by one addition to tp. */
extern __thread int errno __attribute__((tls_model("local-exec")));

#ifdef __cplusplus
}
#endif

#define errno errno /* POSIX makes errno a macro */
