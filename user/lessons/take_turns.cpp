// user/lessons/take_turns.cpp: two threads that wait at the same time, so that strace has to show unfinished calls.
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stile.h>
#include <unistd.h>

namespace {

int gates[2][2];

void* wait_at_gate(void* gate) {
    char byte;
    (void)read(*static_cast<int*>(gate), &byte, 1);
    return nullptr;
}

// Returns when so many threads of this program sleep.
void wait_for_sleepers(int wanted) {
    static struct ThreadInfo list[THREADS_MAX];
    for (int sleeping = 0; sleeping != wanted; sched_yield()) {
        const ssize_t count = thread_list(list, THREADS_MAX);
        sleeping = 0;
        for (ssize_t i = 0; i < count; i++)
            sleeping += list[i].pid == getpid() && list[i].state == PROCESS_SLEEPING;
    }
}

} // namespace

int main() {
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        if (pipe2(gates[i], 0) != 0) return 1;
        if (pthread_create(&threads[i], nullptr, wait_at_gate, gates[i]) != 0) return 1;
        wait_for_sleepers(i + 1);
    }
    for (int i = 0; i < 2; i++) {
        (void)write(gates[i][1], "go", 1);
        pthread_join(threads[i], nullptr);
    }
    return 0;
}
