/* user/lessons/foo.c: a call that the library has no function for tells how large the kernel stack is.
 *
 * foo is a row of the table like any other. One line here makes a function of it.
 */
#include <stdio.h>
#include <sys/syscall_macros.h>

_syscall0(long, foo)

int main(void) {
    long stack_size = foo();
    printf("The kernel stack size is %ld\n", stack_size);
    return 0;
}
