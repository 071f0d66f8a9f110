// user/lessons/fork_exec.cpp: how a shell runs a program: a copy of itself, which becomes the program.
//
// make lesson L=fork_exec follows it.
#include <sys/wait.h>
#include <unistd.h>

int main() {
    const pid_t child = fork();
    if (child == 0) {
        execl("/lessons/hello", "hello", nullptr);
        _exit(127); // nobody comes here, unless there is no such program
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}
