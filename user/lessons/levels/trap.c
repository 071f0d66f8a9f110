/* user/lessons/levels/trap.c: a line on standard output, with nothing but the processor and the kernel.
 *
 * The same line comes from write.c and print.c, each a level higher. What <trap.h> has is one instruction, and what that
 * finds in registers: the number of the call among them, as a number. No library stands between, and none explains it.
 * Should the numbers change, this program is wrong, and the other two need only be linked again.
 */
#include <trap.h>

int main(void) {
    static const char text[] = "Hello from user mode!\n";
    const ptrdiff_t length = sizeof text - 1;
    return trap_write(1, text, sizeof text - 1) == length ? 0 : 1;
}
