// user/lessons/hello.cpp: the shortest program that does something: one line, one system call.
#include <unistd.h>

int main() {
    const char text[] = "hello\n";
    const ssize_t written = write(STDOUT_FILENO, text, sizeof(text) - 1);
    return written < 0;
}
