/* abi/terminal.h: what programs and the kernel agree on about the settings of a terminal. Plain C. */
#pragma once

#include "abi/enum.h"
#include <stdint.h>

enum { NCCS = 19 };

/* What a terminal does with what is typed, and with what is written. The bits of the four words are named below; others are
 * kept, but mean nothing here. Names, bits and places are those of Linux. */
struct termios {
    uint32_t c_iflag;   /* what becomes of bytes that come */
    uint32_t c_oflag;   /* and of those that go */
    uint32_t c_cflag;   /* how the line works: it is as it is */
    uint32_t c_lflag;   /* lines, echo, and keys that mean something */
    uint8_t c_line;     /* 0 */
    uint8_t c_cc[NCCS]; /* which keys; 0: none */
};

/* c_iflag. */
enum {
    ISTRIP = 000040, /* only seven bits of each byte count */
    INLCR = 000100,  /* a newline becomes a carriage return */
    IGNCR = 000200,  /* a carriage return is dropped */
    ICRNL = 000400,  /* a carriage return, which Enter sends, becomes a newline */
    IXON = 002000,
    IUTF8 = 040000, /* always so: lines are edited as UTF-8 */
};

/* c_oflag. */
enum {
    OPOST = 01, /* the next one counts */
    ONLCR = 04, /* a carriage return goes before each newline */
};

/* c_cflag. */
enum {
    B38400 = 017,
    CS8 = 060,
    CREAD = 0200,
};

/* c_lflag. */
enum {
    ISIG = 00001,   /* VINTR, VQUIT and VSUSP send signals to the foreground process group */
    ICANON = 00002, /* input comes as lines, which can be edited before Enter; without it, as it is typed */
    ECHO = 00010,   /* what is typed is shown */
    ECHOE = 00020,
    ECHOK = 00040,
    ECHONL = 00100, /* Enter is shown even without ECHO */
    NOFLSH = 00200, /* a key that sends a signal does not discard what was typed */
    TOSTOP = 00400,
    ECHOCTL = 01000, /* control characters are shown as ^X */
    ECHOKE = 04000,
    IEXTEN = 0100000, /* Ctrl-W and Ctrl-T mean something */
};

/* Places in c_cc. VMIN and VTIME count without ICANON: a read waits for so many bytes, or for what it asked if that is less;
 * and if VTIME is not 0, for each byte no longer than so many tenths of a second, for the first one only if VMIN is 0. */
enum {
    VINTR = 0,
    VQUIT = 1,
    VERASE = 2, /* takes the last character away, as Backspace does whatever this is */
    VKILL = 3,  /* the whole line */
    VEOF = 4,   /* the line is over; an empty one is the end of the input */
    VTIME = 5,
    VMIN = 6,
    VSTART = 8,
    VSTOP = 9,
    VSUSP = 10,
    VEOL = 11,
    VREPRINT = 12,
    VDISCARD = 13,
    VWERASE = 14, /* the last word */
    VLNEXT = 15,
    VEOL2 = 16,
};

/* When settings change. What was written has always been sent by then. */
enum TerminalChange ABI_INT {
    TCSANOW = 0,
    TCSADRAIN = 1,
    TCSAFLUSH = 2, /* what was typed, and not yet read, is discarded */
};

/* How large a terminal is. The kernel only keeps what it was told; before, it is what most terminals are at least. */
struct winsize {
    uint16_t ws_row;
    uint16_t ws_col;
    uint16_t ws_xpixel;
    uint16_t ws_ypixel;
};
