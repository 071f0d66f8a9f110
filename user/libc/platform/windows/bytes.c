/* user/libc/platform/windows/bytes.c: what a program prints comes out as it is.
 *
 * On Windows C makes two bytes, \r\n, of each \n that it writes, unless it is told that standard output is no text.
 */
#include <fcntl.h>
#include <io.h>

/* Before main. */
__attribute__((constructor)) static void leave_bytes_alone(void) { _setmode(1, _O_BINARY); }
