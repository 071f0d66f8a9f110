// user/lessons/copy_on_write.cpp: a page that comes when it is touched, is shared by fork, and copied for who writes.
//
// make lesson L=copy_on_write follows it.
#include <sys/wait.h>
#include <unistd.h>

namespace {

// A page of its own, and all zeros: until it is touched, there is no memory for it. Nobody may guess what is in it.
alignas(4096) volatile int page[1024];

} // namespace

int main() {
    page[0] = 1;
    const pid_t child = fork();
    if (child == 0) {
        page[0] = 2;
        _exit(page[0]);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return page[0] == 1 && WEXITSTATUS(status) == 2 ? 0 : 1;
}
