// user/libc/abort.cpp: the end of a program that has found a mistake of its own: by a signal.

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

extern "C" {

// All can be blocked but two, so that after this only the end of the program is left.
void abort() {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGABRT);
    sigprocmask(SIG_UNBLOCK, &only, nullptr);
    raise(SIGABRT);
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    _exit(128 + SIGABRT);
}

} // extern "C"
