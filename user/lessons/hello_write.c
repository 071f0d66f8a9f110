/* user/lessons/hello_write.c: a line on standard output, with POSIX's write.
 *
 * The same line as in hello_asm.S: the library knows the number of the call and the registers, and this program does
 * not. It runs wherever there is POSIX.
 */
#include <string.h>
#include <unistd.h>

int main(void) {
    const char* text = "Hello from user mode!\n";
    write(STDOUT_FILENO, text, strlen(text));
    return 0;
}
