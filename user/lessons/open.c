/* user/lessons/open.c: open as a function of this program's own, made from a prototype and a number.
 *
 * The library has an open, too; it is not linked, as there is one here already. This one ends in the same kernel.
 */
#include "abi/files.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall_macros.h>

_syscall3(long, open, const char*, file, int, flags, int, mode)

int main(void) {
    long opened = open("/etc/help", O_RDONLY, 0);
    printf("/etc/help is descriptor %ld\n", opened);
    opened = open("/none", O_RDONLY, 0);
    printf("/none is %ld: %s\n", opened, strerror(errno));
    return 0;
}
