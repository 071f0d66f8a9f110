// user/libc/arithmetic.cpp: absolute values, quotients with their remainders, random numbers.

#include "abi/integers.h"
#include <stdlib.h>

namespace {

// A linear congruential generator with the multiplier of Knuth's MMIX; its upper bits are the random ones.
u64 random_state = 1;

} // namespace

extern "C" {

int abs(int value) { return value < 0 ? -value : value; }
long labs(long value) { return value < 0 ? -value : value; }
long long llabs(long long value) { return value < 0 ? -value : value; }

div_t div(int dividend, int divisor) { return {dividend / divisor, dividend % divisor}; }
ldiv_t ldiv(long dividend, long divisor) { return {dividend / divisor, dividend % divisor}; }
lldiv_t lldiv(long long dividend, long long divisor) { return {dividend / divisor, dividend % divisor}; }

int rand() {
    random_state = random_state * 6364136223846793005 + 1442695040888963407;
    return static_cast<int>(random_state >> 33);
}

void srand(unsigned int seed) { random_state = seed; }

} // extern "C"
