/* user/lessons/levels/print.c: a line on standard output, with C's formatted print.
 *
 * The same line as in write.c: the text is put together in a buffer, and the buffer goes to write as a whole. It runs
 * wherever there is C. Whether the line came out is known when the buffer was written, and not before.
 */
#include <stdio.h>

int main(void) {
    printf("Hello from %s mode!\n", "user");
    fflush(stdout);
    return ferror(stdout) ? 1 : 0;
}
