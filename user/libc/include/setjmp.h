/* user/libc/include/setjmp.h: going back to where a function has been before. */
#pragma once

#include <stdint.h>

/* Plain arrays for assembly: user/libc/setjmp.S says what is where. */
typedef uint64_t jmp_buf[28];
typedef jmp_buf sigjmp_buf;

#ifdef __cplusplus
extern "C" {
#endif

/* These return twice: 0, and then what longjmp was given (1 for 0). sigsetjmp keeps the blocked signals if it shall. */
int setjmp(jmp_buf place) __attribute__((returns_twice));
int sigsetjmp(sigjmp_buf place, int keep_mask) __attribute__((returns_twice));

void longjmp(jmp_buf place, int value) __attribute__((noreturn));
void siglongjmp(sigjmp_buf place, int value) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif
