/* user/lessons/hello_print.c: a line on standard output, with C's formatted print.
 *
 * The same line as in hello_write.c: the text is put together in a buffer, and the buffer goes to write at the end of
 * the line. It runs wherever there is C.
 */
#include <stdio.h>

int main(void) {
    printf("Hello from %s mode!\n", "user");
    return 0;
}
