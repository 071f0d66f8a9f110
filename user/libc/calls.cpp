// user/libc/calls.cpp: for each row of the table two functions for C: call_write sets errno, raw_write does not.
//
// A row is a prototype in C++; what C declares in <sys/calls.h> has the same registers. Every type of the table is one
// register, an Fd as well: it is 64 bits wide, and C's int arrives sign-extended to 64 bits, as the calling convention
// promises for every int in a register. So each function here takes registers, as many as the row has parameters, and
// becomes nothing but the wrapper. Rows that are `internal` have no function.
#include "abi/arity.h"
#include "answer.h"
#include <syscalls.h>

namespace {

// One argument as C gave it. It becomes what the wrapper asks for, as in the kernel (arch/trap_frame.h).
struct Given {
    u64 raw;
    template <class T> [[gnu::always_inline]] operator T() const {
        if constexpr (is_packed<T>)
            return *reinterpret_cast<const typename T::Value*>(raw); // C gives the address of a structure
        else
            return Register::get<T>(raw);
    }
};

} // namespace

#define TAKE_0
#define TAKE_1 u64 a
#define TAKE_2 TAKE_1, u64 b
#define TAKE_3 TAKE_2, u64 c
#define TAKE_4 TAKE_3, u64 d
#define TAKE_5 TAKE_4, u64 e
#define TAKE_6 TAKE_5, u64 f
#define TAKE_7 TAKE_6, u64 g
#define PASS_0
#define PASS_1 Given(a)
#define PASS_2 PASS_1, Given(b)
#define PASS_3 PASS_2, Given(c)
#define PASS_4 PASS_3, Given(d)
#define PASS_5 PASS_4, Given(e)
#define PASS_6 PASS_5, Given(f)
#define PASS_7 PASS_6, Given(g)

// A mark is a comma, which pushes DEFINE_NOTHING to the third place.
#define DEFINER(flags)               THIRD(MARKS flags, DEFINE_NOTHING, DEFINE_BOTH, )
#define THIRD(...)                   THIRD_(__VA_ARGS__)
#define THIRD_(p0, p1, third, ...)   third
#define MARKS(...)                   MARKS_(__VA_ARGS__ __VA_OPT__(, ) none, none, none, )
#define MARKS_(one, two, three, ...) MARK_##one MARK_##two MARK_##three
#define MARK_none
#define MARK_frame
#define MARK_blocks
#define MARK_trapped
#define MARK_internal ,

#define DEFINE_NOTHING(name, count)
#define DEFINE_BOTH(name, count)                                                                             \
    long raw_##name(JOIN(TAKE_, count)) { return sys::name.raw(JOIN(PASS_, count)); }                        \
    long call_##name(JOIN(TAKE_, count)) { return libc::answer(sys::name.raw(JOIN(PASS_, count))); }

extern "C" {

#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    DEFINER(flags)(name, ARITY parameters)
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED

long syscall_answer(long result) { return libc::answer(result); }

// <sys/syscall.h> says `...`. The calling convention passes the first eight integers in a0 to a7 either way, so that here
// they have names; those that a caller did not pass are not looked at by the row that he calls.
long syscall(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g) {
    return libc::answer(sys::raw_syscall(number, a, b, c, d, e, f, g));
}

} // extern "C"
