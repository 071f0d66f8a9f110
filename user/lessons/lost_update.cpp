// user/lessons/lost_update.cpp: two threads pay money into one account, and some of it is lost: every time.
//
// Each reads the balance, thinks, and writes it back with its own money added. Thinking takes longer than a thread's turn
// on the processor, so that the other one reads the same balance meanwhile. In most programs that moment is two
// instructions long, and comes once in a month. make lesson L=race finds out who overwrote whose money.
#include <pthread.h>
#include <stdio.h>
#include <time.h>

namespace {

volatile long balance = 0;

long milliseconds() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

// For three turns.
void think() {
    for (const long begin = milliseconds(); milliseconds() - begin < 30;)
        for (volatile int thought = 0; thought < 10'000;) thought = thought + 1;
}

void* pay_in(void* money) {
    const long before = balance;
    think();
    balance = before + *static_cast<long*>(money);
    return nullptr;
}

} // namespace

int main() {
    long hundred = 100;
    long ten = 10;
    pthread_t first, second;
    if (pthread_create(&first, nullptr, pay_in, &hundred) != 0) return 2;
    if (pthread_create(&second, nullptr, pay_in, &ten) != 0) return 2;
    pthread_join(first, nullptr);
    pthread_join(second, nullptr);
    printf("100 and 10 were paid in: the balance is %ld\n", balance);
    return balance != hundred + ten;
}
