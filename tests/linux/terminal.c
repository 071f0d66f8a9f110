/* tests/linux/terminal.c: what editors and shells do with the terminal that they are at. Who types waits for each "type". */
#define _GNU_SOURCE
#include "tell.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;

static void tell_settings(void) {
    begin("settings");
    TELL(isatty(0) && isatty(1) && isatty(2));
    TELL(tcgetattr(0, &before));
    TELL((before.c_lflag & (ICANON | ECHO | ECHOE | ISIG | IEXTEN)) ==
         (ICANON | ECHO | ECHOE | ISIG | IEXTEN));
    TELL((before.c_iflag & ICRNL) != 0);
    TELL((before.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR));
    TELL((before.c_cflag & (CSIZE | CREAD)) == (CS8 | CREAD));
    printf("%d %d %d %d %d\n", before.c_cc[VINTR], before.c_cc[VQUIT], before.c_cc[VSUSP], before.c_cc[VEOF],
           before.c_cc[VERASE]);
    TELL(tcgetpgrp(0) == getpgrp());
    TELL(getpgrp() == getpid());
    struct winsize size = {.ws_row = 30, .ws_col = 100}, now = {0};
    TELL(ioctl(0, TIOCSWINSZ, &size));
    TELL(ioctl(1, TIOCGWINSZ, &now));
    printf("%d %d\n", now.ws_row, now.ws_col);
    TELL(close(open("/dev/tty", O_RDWR | O_NOCTTY)));
}

static void set(int least, int tenths) {
    struct termios raw = before;
    cfmakeraw(&raw);
    raw.c_cc[VMIN] = (cc_t)least;
    raw.c_cc[VTIME] = (cc_t)tenths;
    tcsetattr(0, TCSAFLUSH, &raw);
}

/* All that is typed until q, byte by byte; newlines need their carriage returns now. */
static void keys(void) {
    set(1, 0);
    printf("type keys\r\n");
    for (char byte = 0; byte != 'q';) {
        if (read(0, &byte, 1) != 1) break;
        printf("%d%s", byte, byte == 'q' ? "\r\n" : " ");
    }
    set(0, 1);
    char bytes[8];
    const long none = read(0, bytes, sizeof bytes);
    struct pollfd input = {0, POLLIN, 0};
    const int ready = poll(&input, 1, 0);
    printf("nothing within a tenth: %ld, %d\r\n", none, ready);
    set(3, 0);
    printf("type three\r\n");
    const long three = read(0, bytes, sizeof bytes);
    printf("%ld %.3s\r\n", three, bytes);
    fcntl(0, F_SETFL, O_NONBLOCK);
    const long at_once = read(0, bytes, sizeof bytes);
    printf("without waiting: %ld %s\r\n", at_once, strerror(errno));
    fcntl(0, F_SETFL, 0);
    tcsetattr(0, TCSADRAIN, &before);
}

static void lines(void) {
    begin("lines");
    char line[80] = "";
    printf("type a line, which is shown\n");
    const long length = read(0, line, sizeof line);
    printf("%ld: %s", length, line);
    struct termios silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    TELL(tcsetattr(0, TCSANOW, &silent));
    printf("type one that is not shown, in two halves\n");
    TELL(read(0, line, 3));
    int left = 0;
    TELL(ioctl(0, FIONREAD, &left));
    TELL(left);
    TELL(tcflush(0, TCIFLUSH));
    TELL(ioctl(0, FIONREAD, &left));
    TELL(left);
    TELL(tcsetattr(0, TCSANOW, &before));
    printf("type the end\n");
    TELL(read(0, line, sizeof line));
    const char* secret = getpass("type a secret: ");
    printf("the secret is %s\n", secret);
}

int main(void) {
    tell_settings();
    keys();
    lines();
    return 5;
}
