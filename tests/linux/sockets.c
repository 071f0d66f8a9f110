/* tests/linux/sockets.c: what programs that would use networks are told where there are none: that of files, too. */
#include "tell.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    struct sockaddr address = {0};
    socklen_t size = sizeof address;
    int value = 0;
    const int file = open(".", O_RDONLY);
    begin("sockets");
    TELL(socket(9999, SOCK_STREAM, 0));
    TELL(getpeername(file, &address, &size));
    TELL(getsockname(file, &address, &size));
    TELL(getsockopt(file, SOL_SOCKET, SO_TYPE, &value, &size));
    TELL(setsockopt(file, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
    TELL(bind(file, &address, sizeof address));
    TELL(connect(file, &address, sizeof address));
    TELL(listen(file, 1));
    TELL(accept(file, NULL, NULL));
    TELL(send(file, "x", 1, 0));
    TELL(recv(file, &value, 1, 0));
    TELL(shutdown(file, SHUT_RDWR));
    close(file);
    TELL(getpeername(file, &address, &size));
    TELL(send(-1, "x", 1, 0));
    return 0;
}
