// tests/host/result_test.cpp: values and errors survive the trip through a register: [0.9], [0.11].
#include "abi/result.h"
#include "arch/trap_frame.h"

namespace {

std::vector<Errno> all_errors() {
    return {
#define ERROR(name, NAME, number, text) Errno::name,
#include "abi/errno.def"
#undef ERROR
    };
}

// What the kernel puts into the register, and what the program makes of it: the two ends of a system call.
template <class T> Result<T> trip(const Result<T>& answer) { return Result<T>::from_raw(answer.raw()); }

template <class T> void expect_value_survives(T value) {
    const Result<T> sent(value);
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent.error(), Errno::none);
    const Result<T> received = trip(sent);
    ASSERT_TRUE(received);
    EXPECT_TRUE(received.value() == value);
}

template <class T> void expect_errors_survive() {
    for (const Errno error : all_errors()) {
        const Result<T> sent(error);
        EXPECT_EQ(sent.raw(), -static_cast<i64>(error));
        EXPECT_FALSE(sent);
        const Result<T> received = trip(sent);
        EXPECT_FALSE(received);
        EXPECT_EQ(received.error(), error);
    }
}

TEST(Result, ValuesSurvive_0_9) { // [0.9]
    for (const int value : {0, 1, 63, INT32_MAX, INT32_MIN, -4096}) expect_value_survives<int>(value);
    for (const i64 value : {i64{0}, i64{1}, INT64_MAX, INT64_MIN, i64{-4096}})
        expect_value_survives<i64>(value);
    for (const u64 value : {u64{0}, u64{1}, u64{1} << 63, UINT64_MAX - 4095})
        expect_value_survives<u64>(value);
    for (const u32 value : {0u, 1u, 0x7fff'ffffu, 0x8000'0000u, 0xffff'f000u})
        expect_value_survives<u32>(value);
    expect_value_survives<u8>(0xff);
    expect_value_survives<bool>(true);
    expect_value_survives<Fd>(Fd::unchecked(63));
    expect_value_survives<Pid>(Pid(INT32_MAX));
    expect_value_survives<TerminalMode>(TERMINAL_COOKED);
    expect_value_survives<Signal>(static_cast<Signal>(12345)); // a value that has no name
}

TEST(Result, SuccessWithoutAValueSurvives_0_9) { // [0.9]
    EXPECT_EQ(Result<void>().raw(), 0);
    EXPECT_TRUE(trip(Result<void>()));
}

TEST(Result, EveryErrorSurvivesInEveryType_0_9) { // [0.9]
    EXPECT_GT(all_errors().size(), 35u);
    expect_errors_survive<void>();
    expect_errors_survive<never>();
    expect_errors_survive<int>();
    expect_errors_survive<usize>();
    expect_errors_survive<Fd>();
    expect_errors_survive<Pid>();
    expect_errors_survive<TerminalMode>();
    expect_errors_survive<bool>();
}

TEST(Result, ErrorsAreExactlyTheLast4095Values_0_9) { // [0.9]
    EXPECT_TRUE(Result<i64>::from_raw(-4096));
    EXPECT_FALSE(Result<i64>::from_raw(-4095));
    EXPECT_FALSE(Result<i64>::from_raw(-1));
    EXPECT_TRUE(Result<i64>::from_raw(0));
    for (const Errno error : all_errors()) {
        EXPECT_GE(static_cast<int>(error), 1);
        EXPECT_LE(static_cast<int>(error), 4095);
    }
}

// Every row of the table, with its own result type and each error that it lists.
template <class T> void expect_row_survives(const char* name, std::initializer_list<Errno> errors) {
    for (const Errno error : errors) {
        const Result<T> received = trip(Result<T>(error));
        EXPECT_FALSE(received) << name;
        EXPECT_EQ(received.error(), error) << name;
    }
}

TEST(Result, EveryRowsErrorsSurvive_0_9) { // [0.9]
    using enum Errno;
    int rows = 0;
#define LISTED(...) {__VA_ARGS__}
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    expect_row_survives<result>(#name, LISTED errors);                                                       \
    rows++;
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
#undef LISTED
    EXPECT_GT(rows, 30);
}

// --- registers ---

constexpr u64 kHostile = 0xdead'beef'0000'0000; // what a program may have put into the upper half

TEST(Register, AnIntLosesTheUpperHalf_0_11) { // [0.11]
    EXPECT_EQ(Register::get<int>(kHostile), 0);
    EXPECT_EQ(Register::get<int>(kHostile | 5), 5);
    EXPECT_EQ(Register::get<int>(kHostile | 0xffff'ffff), -1);
    EXPECT_EQ(Register::get<u32>(kHostile | 0xffff'ffff), 0xffff'ffffu);
    EXPECT_EQ(Register::get<u8>(kHostile | 0x1ff), 0xff);
    EXPECT_EQ(Register::get<Fd>(kHostile | 3).number(), 3);
    EXPECT_EQ(Register::get<Fd>(kHostile | 3).raw(), 3u);
    EXPECT_EQ(Register::get<Fd>(kHostile | 0xffff'ffff).number(), -1);
    EXPECT_EQ(Register::get<Pid>(kHostile | 7).number(), 7);
    EXPECT_EQ(Register::get<Pid>(kHostile | 7).raw(), 7u);
    EXPECT_EQ(Register::get<Signal>(kHostile | 9), SIGKILL);
}

TEST(Register, AddressesAndLengthsAreWhole_0_11) { // [0.11]
    EXPECT_EQ(Register::get<u64>(kHostile), kHostile);
    EXPECT_EQ(Register::get<i64>(kHostile), static_cast<i64>(kHostile));
    EXPECT_EQ(Register::get<In<char>>(kHostile).address(), kHostile);
    EXPECT_EQ(Register::get<Out<int>>(kHostile).address(), kHostile);
    EXPECT_EQ(Register::get<Str>(kHostile).address(), kHostile);
}

TEST(Register, RoundTrips_0_11) { // [0.11]
    std::mt19937_64 random(1);
    for (int i = 0; i < 10'000; i++) {
        const u64 raw = random();
        ASSERT_EQ(Register::get<u64>(Register::put(raw)), raw);
        ASSERT_EQ(Register::get<int>(Register::put(static_cast<int>(raw))), static_cast<int>(raw));
        ASSERT_EQ(Register::get<u32>(Register::put(static_cast<u32>(raw))), static_cast<u32>(raw));
        ASSERT_EQ(Register::get<u16>(Register::put(static_cast<u16>(raw))), static_cast<u16>(raw));
        ASSERT_EQ(Register::get<i8>(Register::put(static_cast<i8>(raw))), static_cast<i8>(raw));
        const Fd fd = Fd::unchecked(static_cast<int>(raw));
        ASSERT_EQ(Register::get<Fd>(Register::put(fd)), fd);
        const Pid pid(static_cast<int>(raw));
        ASSERT_EQ(Register::get<Pid>(Register::put(pid)), pid);
        ASSERT_EQ(Register::get<In<int>>(Register::put(In<int>(raw))).address(), raw);
    }
}

TEST(Register,
     ThirtyTwoBitsAreSignExtended_0_11) { // [0.11] as the calling convention has it, unsigned ones too
    EXPECT_EQ(Register::put(-1), ~u64{0});
    EXPECT_EQ(Register::put(0x8000'0000u), 0xffff'ffff'8000'0000);
    EXPECT_EQ(Register::put(kCurrentDirectory), static_cast<u64>(-100));
}

TEST(Register, TheFrameHandsOverArgumentsOfAnyType_0_11) { // [0.11]
    TrapFrame frame = {};
    for (u64 n = 0; n < 8; n++) frame.a[n] = kHostile | n;
    const int whole = frame.arg(1);
    const Fd fd = frame.arg(2);
    const usize count = frame.arg(3);
    const In<char> bytes = frame.arg(7);
    EXPECT_EQ(whole, 1);
    EXPECT_EQ(fd.number(), 2);
    EXPECT_EQ(count, kHostile | 3);
    EXPECT_EQ(bytes.address(), kHostile | 7);
    EXPECT_EQ(frame.call_number(), kHostile); // compared as 64 bits: this is not call 0
}

// --- what stays inside of the kernel ---

struct Wide {
    u64 words[3] = {};
};

// Counts how many of it there are.
struct Owner {
    explicit Owner(int& count) : alive(&count) { (*alive)++; }
    Owner(Owner&& other) : alive(other.alive) { (*alive)++; }
    ~Owner() { (*alive)--; }
    int* alive;
};

TEST(Result, AWideValueIsKept) {
    Result<Wide> result = Wide{{1, 2, 3}};
    ASSERT_TRUE(result);
    EXPECT_EQ(result.value().words[2], 3u);
    EXPECT_EQ(result.error(), Errno::none);
    const Result<Wide> failure = Errno::nomem;
    EXPECT_FALSE(failure);
    EXPECT_EQ(failure.error(), Errno::nomem);
}

TEST(Result, AnOwnerIsDestroyedOnce) {
    int alive = 0;
    {
        Result<Owner> result = Owner(alive);
        EXPECT_EQ(alive, 1);
        Result<Owner> moved = std::move(result);
        const Owner taken = std::move(moved).value();
        EXPECT_EQ(alive, 3);
        const Result<Owner> failure = Errno::io;
        EXPECT_FALSE(failure);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Result, APointerIsKept) {
    int number = 5;
    const Result<int*> result = &number;
    ASSERT_TRUE(result);
    EXPECT_EQ(result.value(), &number);
    EXPECT_TRUE(Result<int*>(nullptr));
    EXPECT_FALSE(Result<int*>(Errno::noent));
}

Result<int> half_of(int number) {
    if (number % 2 != 0) return Errno::inval;
    return number / 2;
}
Result<u64> quarter_of(int number, int& steps) {
    const int half = TRY(half_of(number));
    steps++;
    const int quarter = TRY(half_of(half));
    steps++;
    return static_cast<u64>(quarter);
}
Result<void> accept_quarter(int number, int& steps) {
    TRY(quarter_of(number, steps));
    return {};
}

TEST(Try, GoesOnWithAValueAndReturnsAnError) {
    int steps = 0;
    EXPECT_EQ(quarter_of(12, steps).value(), 3u);
    EXPECT_EQ(steps, 2);
    EXPECT_EQ(quarter_of(6, steps).error(), Errno::inval);
    EXPECT_EQ(steps, 3);
    EXPECT_EQ(quarter_of(5, steps).error(), Errno::inval);
    EXPECT_EQ(steps, 3);
    EXPECT_TRUE(accept_quarter(8, steps));
    EXPECT_EQ(accept_quarter(3, steps).error(), Errno::inval);
}

TEST(Try, MovesAnOwnerOut) {
    int alive = 0;
    const auto take = [&]() -> Result<void> {
        const Owner owner = TRY(Result<Owner>(Owner(alive)));
        EXPECT_EQ(*owner.alive, 1);
        return {};
    };
    EXPECT_TRUE(take());
    EXPECT_EQ(alive, 0);
}

} // namespace
