// tests/host/dispatch_test.cpp: the whole way of a call on this machine: wrapper, registers, switch, handler, result.
//
// The wrappers are the program's with the policy Mock, the switch is the kernel's, and the handlers are spies. [0.11]
#include "memory/user_copy.h"
#include "syscall/dispatch.h"
#include "syscall/handlers.h"
#include <syscalls.h>

namespace {

std::mt19937_64 any{20240229};

// Values at the edges are more interesting than most.
u64 any_register() {
    static constexpr u64 kEdges[] = {0, 1, ~0ul, 1ul << 31, 1ul << 32, (1ul << 32) + 1, 1ul << 63, -4095ul};
    const u64 choice = any();
    return choice % 4 == 0 ? kEdges[choice / 4 % std::size(kEdges)] : any();
}

template <class T> T any_structure() {
    std::array<u8, sizeof(T)> bytes;
    for (u8& byte : bytes) byte = static_cast<u8>(any());
    return std::bit_cast<T>(bytes);
}

// What a register of a type means, said in another way than abi/types.h does: 32 bits of it, with their sign, or all.
template <class T> i64 meaning(u64 raw) {
    constexpr bool kIsNumber = std::is_same_v<T, Fd> || std::is_same_v<T, Pid> || std::is_same_v<T, Tid>;
    return kIsNumber || sizeof(T) == 4 ? static_cast<i64>(raw << 32) >> 32 : static_cast<i64>(raw);
}
template <class T> i64 meaning_of(T value) { return meaning<T>(Register::put(value)); }

template <class T> void compare_one(T seen, u64 raw) { EXPECT_EQ(meaning_of(seen), meaning<T>(raw)); }

bool is_error(u64 raw) { return raw >= static_cast<u64>(-kErrnoMax); }

template <class T> bool same_bytes(const T& a, const T& b) { return memcmp(&a, &b, sizeof(T)) == 0; }

// The kernel reads spilled structures of this process.
Result<void> read_own_memory(void* to, u64 from, usize bytes) {
    if (from < 4096) return Errno::fault;
    memcpy(to, reinterpret_cast<const void*>(from), bytes);
    return {};
}

// Spilled structures come from the space of the process, of which there is none here.
alignas(16) char no_space[16];
AddressSpace& space() { return *reinterpret_cast<AddressSpace*>(no_space); }

std::vector<Errno> list(auto... errors) { return {errors...}; }

u64 unknown_number = 0;
const TrapFrame* last_frame = nullptr;

// One row of the table, and what its handler sees.
template <u64 number, class Prototype> struct RowTest;

template <u64 number, class Value, class... Parameters> struct RowTest<number, Value(Parameters...)> {
    using Handler = Spy<number, Value(Parameters...)>;
    static constexpr sys::Wrapper<sys::Call{number}, Value(Parameters...)> kWrapper{};

    static i64 call_with_anything() { return kWrapper.raw(Register::get<Parameters>(any_register())...); }

    // What the handler sees of the registers a1 to a7.
    static void compare([[maybe_unused]] const u64* registers) {
        [&]<usize... i>(std::index_sequence<i...>) {
            (compare_one<Parameters>(std::get<i>(*Handler::seen), registers[i]), ...);
        }
        (std::index_sequence_for<Parameters...>{});
    }

    // Registers as a hostile program fills them: all 64 bits of all of them.
    static void registers() {
        u64 a[8] = {number};
        for (u64& each : std::span(a).subspan(1)) each = any_register();
        (void)sys::mock_kernel(a);
        compare(a + 1);
    }

    // Values as a program has them.
    static void values() {
        const std::tuple<Parameters...> given{Register::get<Parameters>(any_register())...};
        (void)std::apply([](auto... each) { return kWrapper.raw(each...); }, given);
        std::apply(
            [](auto... each) {
                const u64 registers[] = {Register::put(each)..., 0};
                compare(registers);
            },
            given);
    }
};

template <u64 number, class Value, class T> struct RowTest<number, Value(Packed<T>)> {
    using Handler = Spy<number, Value(Packed<T>)>;
    static constexpr sys::Wrapper<sys::Call{number}, Value(Packed<T>)> kWrapper{};

    static i64 call_with_anything() { return kWrapper.raw(any_structure<T>()); }

    static void registers() {
        if (!Packed<T>::kSpilled) return;
        u64 a[8] = {number, 8};
        (void)sys::mock_kernel(a);
        T value;
        EXPECT_EQ(copy_in(space(), value, std::get<0>(*Handler::seen)).error(), Errno::fault);
    }

    static void values() {
        const T given = any_structure<T>();
        (void)kWrapper.raw(given);
        T value;
        ASSERT_TRUE(copy_in(space(), value, std::get<0>(*Handler::seen)));
        EXPECT_TRUE(same_bytes(value, given));
    }
};

// What a row answers arrives: each error, and any value.
template <u64 number, class Value, class... Parameters>
void answers(Value (*)(Parameters...), const std::vector<Errno>& errors) {
    using Test = RowTest<number, Value(Parameters...)>;
    for (const Errno error : errors) {
        Test::Handler::answer = Result<Value>(error).raw();
        const auto result = Result<Value>::from_raw(Test::call_with_anything());
        EXPECT_FALSE(result);
        EXPECT_EQ(result.error(), error);
        EXPECT_EQ(counters::last_number, number);
        EXPECT_EQ(counters::last_result, Test::Handler::answer);
    }
    Test::Handler::answer = 0;
    if constexpr (std::is_void_v<Value>)
        EXPECT_TRUE(Result<Value>::from_raw(Test::call_with_anything()));
    else if constexpr (!std::is_same_v<Value, never>) {
        for (int round = 0; round < 100; round++) {
            const Value value = Register::get<Value>(any_register());
            const Result<Value> given(value);
            if (is_error(static_cast<u64>(given.raw()))) continue; // which no call may answer as a value
            Test::Handler::answer = given.raw();
            const auto result = Result<Value>::from_raw(Test::call_with_anything());
            EXPECT_TRUE(result);
            EXPECT_EQ(meaning_of(result.value()), meaning_of(value));
        }
    }
}

TEST(Dispatch, EachHandlerSeesWhatItsTypesMean) {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    {                                                                                                        \
        SCOPED_TRACE(#name);                                                                                 \
        for (int round = 0; round < 200; round++) RowTest<number, result parameters>::registers();           \
    }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
}

TEST(Dispatch, EachHandlerSeesWhatTheWrapperWasGiven) {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    {                                                                                                        \
        SCOPED_TRACE(#name);                                                                                 \
        for (int round = 0; round < 200; round++) RowTest<number, result parameters>::values();              \
    }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
}

// [0.9]
TEST(Dispatch, EachErrorAndEachValueArrives) {
    using enum Errno;
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    {                                                                                                        \
        SCOPED_TRACE(#name);                                                                                 \
        using Prototype = result parameters;                                                                 \
        answers<number>(static_cast<Prototype*>(nullptr), list errors);                                      \
    }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
}

TEST(Dispatch, OnlyRowsThatSaySoAreGivenTheFrame) {
    using enum CallFlag;
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    {                                                                                                        \
        SCOPED_TRACE(#name);                                                                                 \
        using Test = RowTest<number, result parameters>;                                                     \
        Test::Handler::frame = nullptr;                                                                      \
        (void)Test::call_with_anything();                                                                    \
        EXPECT_EQ(Test::Handler::frame, has(call_flags flags, frame) ? last_frame : nullptr);                \
    }
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
}

// [0.10] [3.5]
TEST(Dispatch, ANumberInNoRowIsUnknown) {
    u64 rows = 0;
    std::vector<u64> unknown = {~0ul, 1ul << 63, 1ul << 31, 1ul << 32, (1ul << 32) + 4};
#define SYSCALL(number, name, result, parameters, flags, errors, text, since) rows = number + 1;
#define RETIRED(number, name, text)                                                                          \
    rows = number + 1;                                                                                       \
    unknown.push_back(number);
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    unknown.push_back(rows);
    for (const u64 number : unknown) {
        EXPECT_EQ(sys::raw_syscall(number, 1, 2, 3, 4, 5, 6, 7), -38);
        EXPECT_EQ(unknown_number, number);
    }
}

// A way that keeps the registers, and nothing else: so structures of all sizes can be sent.
struct Keep {
    static inline u64 a[8];
    static i64 call(u64 number, std::same_as<u64> auto... registers) {
        const u64 kept[8] = {number, registers...};
        std::copy(std::begin(kept), std::end(kept), a);
        return sizeof...(registers);
    }
};

template <usize size> struct Bytes { u8 byte[size]; };

template <class T> void packed_round_trip() {
    constexpr sys::Wrapper<sys::Call::weigh_packed, u32(Packed<T>), Keep> wrapper{};
    for (int round = 0; round < 50; round++) {
        const T given = any_structure<T>();
        const i64 registers = wrapper.raw(given);
        EXPECT_EQ(registers, sizeof(T) <= 56 ? (sizeof(T) + 7) / 8 : 1);
        T value;
        ASSERT_TRUE(copy_in(space(), value, Packed<T>(Argument{&Keep::a[1]})));
        EXPECT_TRUE(same_bytes(value, given));
    }
}

// [0.4]
TEST(Packed, StructuresOfEachSizeArrive) {
    []<usize... size>(std::index_sequence<size...>) { (packed_round_trip<Bytes<size + 1>>(), ...); }
    (std::make_index_sequence<64>{});
}

// [0.4] Members of all widths, with nothing between them that would not compare.
TEST(Packed, MembersArrive) {
    struct Members {
        u64 wide;
        u32 half;
        u16 quarter;
        u8 bytes[2];
        double floating;
    };
    constexpr sys::Wrapper<sys::Call::weigh_packed, u32(Packed<Members>), Keep> wrapper{};
    EXPECT_EQ(wrapper.raw(Members{1, 2, 3, {4, 5}, 0.5}), 3);
    Members value;
    ASSERT_TRUE(copy_in(space(), value, Packed<Members>(Argument{&Keep::a[1]})));
    EXPECT_EQ(value.wide, 1u);
    EXPECT_EQ(value.half, 2u);
    EXPECT_EQ(value.quarter, 3u);
    EXPECT_EQ(value.bytes[1], 5u);
    EXPECT_EQ(value.floating, 0.5);
}

} // namespace

// What the kernel asks of others here.
Result<void> copy_in_bytes(AddressSpace&, void* to, VirtAddr from, usize bytes) {
    return read_own_memory(to, from.value(), bytes);
}

void unknown_call(TrapFrame& frame) {
    unknown_number = frame.call_number();
    frame.a[0] = static_cast<u64>(Result<void>(Errno::nosys).raw());
}

// The frame stays until the next call, for whoever looks at what was packed.
i64 sys::mock_kernel(const u64 (&a)[8]) {
    static TrapFrame frame;
    frame = {};
    std::copy(std::begin(a), std::end(a), frame.a);
    last_frame = &frame;
    dispatch(frame);
    return static_cast<i64>(frame.a[0]);
}
