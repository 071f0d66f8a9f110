/* tests/linux/tell.h: how these programs say what they see: TELL(close(3)) prints the call as it stands there, and its answer.
 *
 * What they print is the same on every machine, so that it can be compared with what comes under qemu-riscv64: no address,
 * no number of a process, no time.
 */
#pragma once
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TELL(expression) (errno = 0, tell_of(#expression, (long)(expression)))

static void tell_of(const char* expression, long answer) {
    if (answer == -1 && errno != 0)
        printf("%s: %s\n", expression, strerror(errno));
    else
        printf("%s = %ld\n", expression, answer);
}

/* Each line goes out at once, so that a child has nothing of its parent's to print again. */
static void begin(const char* what) {
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    printf("--- %s ---\n", what);
}
