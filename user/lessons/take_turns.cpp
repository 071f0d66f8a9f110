// user/lessons/take_turns.cpp: two threads that wait for each other, so that strace has to show unfinished calls.
#include <pthread.h>
#include <unistd.h>

namespace {

int to_second[2], to_first[2];

void* second(void*) {
    char byte;
    (void)read(to_second[0], &byte, 1);
    (void)write(to_first[1], "b", 1);
    return nullptr;
}

} // namespace

int main() {
    char byte;
    pthread_t thread;
    if (pipe(to_second) != 0 || pipe(to_first) != 0) return 1;
    if (pthread_create(&thread, nullptr, second, nullptr) != 0) return 1;
    (void)write(to_second[1], "a", 1);
    (void)read(to_first[0], &byte, 1);
    pthread_join(thread, nullptr);
    return 0;
}
