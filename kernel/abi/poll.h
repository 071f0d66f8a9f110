/* abi/poll.h: what programs and the kernel agree on about waiting for several files at once. Plain C. */
#pragma once

#include "abi/enum.h"

/* One file that poll looks at. */
struct pollfd {
    int fd;        /* below 0: not looked at */
    short events;  /* what is asked for: POLLIN, POLLOUT */
    short revents; /* poll's answer: of these, and of the other three always */
};

/* What a file may be ready for, and what else there is to say of it. */
enum PollEvents ABI_INT {
    POLLIN = 0x01,      /* a read would not wait */
    POLLOUT = 0x04,     /* there is room: a write would not wait (to a pipe: of what it can hold) */
    POLLERR = 0x08,     /* nobody will ever read what is written */
    POLLHUP = 0x10,     /* nobody will ever write again; what is left can be read */
    POLLNVAL = 0x20,    /* no such descriptor */
    POLLRDNORM = 0x040, /* another name of POLLIN, */
    POLLWRNORM = 0x100, /* and one of POLLOUT */
};
