// user/libc/direct/abort.cpp: abort, when the program is linked with the kernel: there are no signals, but a status.

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

extern "C" void abort() { _exit(128 + SIGABRT); } // what a shell says of a program that a signal has ended
