// user/bench/growth/sleepers.cpp: processes that do nothing but be there.
#include "growth.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace growth {

Sleepers::Sleepers(u64 count) : count_(count) {
    bench::must(pipe2(awake_, 0) == 0 && pipe2(stay_, 0) == 0, "pipe");
    for (u64 i = 0; i < count_; i++) {
        char byte;
        const pid_t child = fork();
        bench::must(child >= 0, "fork");
        if (child == 0) sleep();
        bench::must(read(awake_[0], &byte, 1) == 1, "hearing of a child");
    }
    sched_yield(); // the last one goes to sleep, too
}

void Sleepers::sleep() {
    char byte = 'x';
    close(stay_[1]);
    if (write(awake_[1], &byte, 1) == 1) (void)!read(stay_[0], &byte, 1);
    _exit(EXIT_SUCCESS);
}

Sleepers::~Sleepers() {
    for (const int end : {awake_[0], awake_[1], stay_[0], stay_[1]}) close(end);
    for (u64 i = 0; i < count_; i++) bench::must(wait(nullptr) > 0, "wait");
}

} // namespace growth
