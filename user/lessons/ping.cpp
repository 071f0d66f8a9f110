// user/lessons/ping.cpp: one process waits for a byte of another one: each has the processor in turn.
//
// make lesson L=context_switch follows it.
#include <unistd.h>

int main() {
    int ends[2];
    if (pipe2(ends, 0) != 0) return 1;
    if (fork() == 0) {
        (void)write(ends[1], "!", 1);
        _exit(0);
    }
    char byte = 0;
    (void)read(ends[0], &byte, 1); // nothing is there yet: the child has its turn
    return byte != '!';
}
