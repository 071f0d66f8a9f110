// user/libc/terminal.cpp: the settings of terminals, as POSIX writes the calls.
#include "answer.h"
#include <errno.h>
#include <syscalls.h>
#include <termios.h>

using libc::answer;

extern "C" {

int tcgetattr(int fd, termios* settings) {
    return static_cast<int>(
        answer(sys::terminal_settings.raw(Fd::unchecked(fd), nullptr, settings, TCSANOW)));
}

int tcsetattr(int fd, int change, const termios* settings) {
    const auto when = static_cast<TerminalChange>(change);
    return static_cast<int>(answer(sys::terminal_settings.raw(Fd::unchecked(fd), settings, nullptr, when)));
}

void cfmakeraw(termios* settings) {
    settings->c_iflag &= ~unsigned{ISTRIP | INLCR | IGNCR | ICRNL | IXON};
    settings->c_oflag &= ~unsigned{OPOST};
    settings->c_lflag &= ~unsigned{ECHO | ECHONL | ICANON | ISIG | IEXTEN};
    settings->c_cc[VMIN] = 1;
    settings->c_cc[VTIME] = 0;
}

int tcgetwinsize(int fd, winsize* size) {
    return static_cast<int>(answer(sys::terminal_size.raw(Fd::unchecked(fd), nullptr, size)));
}

int tcsetwinsize(int fd, const winsize* size) {
    return static_cast<int>(answer(sys::terminal_size.raw(Fd::unchecked(fd), size, nullptr)));
}

} // extern "C"
