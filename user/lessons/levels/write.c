/* user/lessons/levels/write.c: a line on standard output, with POSIX's write.
 *
 * The same line as in trap.c: the library knows the number of the call and the registers, and this program does not. It
 * runs wherever there is POSIX, and where a layer makes a write of what there is (user/libc/platform/windows/).
 */
#include <string.h>
#include <unistd.h>

int main(void) {
    const char* text = "Hello from user mode!\n";
    const size_t length = strlen(text);
    return write(STDOUT_FILENO, text, length) == (ssize_t)length ? 0 : 1;
}
