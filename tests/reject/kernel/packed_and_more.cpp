// tests/reject/kernel/packed_and_more.cpp: a row that takes a structure takes nothing else.
// expect: static assertion failed: a parameter of this does not fit a register
#include "syscall/laws.cpp"

#ifdef RIGHT
Result<u32> lawful(Packed<SevenWeights> weights);
#else
Result<u32> lawful(Packed<SevenWeights> weights, u64 more);
#endif

static_assert(row_is_lawful(lawful, 0), "a parameter of this does not fit a register");
