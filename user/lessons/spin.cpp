// user/lessons/spin.cpp: never ends by itself. The timer takes the processor away from it, and Ctrl-C ends it.

int main() {
    volatile unsigned long turns = 0;
    while (true) {
        const unsigned long next = turns + 1;
        turns = next;
    }
}
