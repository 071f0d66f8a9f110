// device/random.cpp: SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
#include "device/random.h"
#include "arch/time.h"
#include "lib/atomic.h"

namespace {

constinit Atomic<u64> state = 0; // not begun

void begin() {
    u64 unseeded = 0;
    state.compare_exchange(unseeded, read_time(), Order::relaxed);
}

} // namespace

u64 random_number() {
    constexpr u64 kStep = 0x9e37'79b9'7f4a'7c15;
    if (state.load(Order::relaxed) == 0) begin();
    u64 number = state.fetch_add(kStep, Order::relaxed) + kStep;
    number = (number ^ number >> 30) * 0xbf58'476d'1ce4'e5b9;
    number = (number ^ number >> 27) * 0x94d0'49bb'1331'11eb;
    return number ^ number >> 31;
}
