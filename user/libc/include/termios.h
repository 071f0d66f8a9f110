/* user/libc/include/termios.h: the settings of terminals. Each call answers -1 on failure, and errno says why. */
#pragma once

#include "abi/terminal.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t tcflag_t;
typedef uint8_t cc_t;

int tcgetattr(int fd, struct termios* settings);
int tcsetattr(int fd, int change, const struct termios* settings);
void cfmakeraw(struct termios* settings); /* each byte as it is typed, and as it is written */

int tcgetwinsize(int fd, struct winsize* size);
int tcsetwinsize(int fd, const struct winsize* size);

#ifdef __cplusplus
}
#endif
