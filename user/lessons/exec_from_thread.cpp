// user/lessons/exec_from_thread.cpp: a thread runs another program: it becomes the only one, with its process's number.
#include <pthread.h>
#include <unistd.h>

namespace {

void* become_echo(void*) {
    execl("/bin/echo", "echo", "from a thread", nullptr);
    return nullptr;
}

} // namespace

int main() {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, become_echo, nullptr) != 0) return 1;
    pthread_join(thread, nullptr); // which never happens: this thread ends
    return 1;
}
