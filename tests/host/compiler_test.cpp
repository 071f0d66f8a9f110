// tests/host/compiler_test.cpp: the functions that GCC calls for its builtins, compared with the builtins.
//
// They are included here under other names, because the host's compiler has its own.
#define __popcountdi2 kernel_popcountdi2
#define __clzdi2      kernel_clzdi2
#define __ctzdi2      kernel_ctzdi2
#define __bswapsi2    kernel_bswapsi2
#define __bswapdi2    kernel_bswapdi2
#include "lib/compiler.cpp"

namespace {

// Every pair of bits, every run of ones, and many random values of any size.
std::vector<u64> values() {
    std::vector<u64> all = {0, ~u64{0}};
    for (int high = 0; high < 64; high++) {
        for (int low = 0; low <= high; low++) {
            all.push_back(u64{1} << high | u64{1} << low);
            all.push_back((~u64{0} >> (63 - high)) & (~u64{0} << low));
        }
    }
    std::mt19937_64 random(1);
    for (int i = 0; i < 100'000; i++) all.push_back(random() >> (random() % 64));
    return all;
}

TEST(Compiler, CountsBits) {
    for (const u64 value : values())
        ASSERT_EQ(kernel_popcountdi2(value), __builtin_popcountl(value)) << std::hex << value;
}

TEST(Compiler, CountsZerosAtEitherEnd) {
    for (const u64 value : values()) {
        if (value == 0) continue; // not defined
        ASSERT_EQ(kernel_clzdi2(value), __builtin_clzl(value)) << std::hex << value;
        ASSERT_EQ(kernel_ctzdi2(value), __builtin_ctzl(value)) << std::hex << value;
    }
}

TEST(Compiler, TurnsBytesAround) {
    for (const u64 value : values()) {
        ASSERT_EQ(kernel_bswapdi2(value), __builtin_bswap64(value)) << std::hex << value;
        const u32 half = static_cast<u32>(value);
        ASSERT_EQ(kernel_bswapsi2(half), __builtin_bswap32(half)) << std::hex << half;
    }
}

} // namespace
