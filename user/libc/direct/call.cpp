// user/libc/direct/call.cpp: any number with any registers, when the program is linked with the kernel: the switch.
#include "abi/arity.h"
#include <direct_call.h>

i64 answer_unknown(u64 number); // the kernel's: direct/absent.cpp

namespace {

// One register. It becomes what the handler asks for, as in the kernel (arch/trap_frame.h).
struct Given {
    const u64* place;
    template <class T> [[gnu::always_inline]] operator T() const {
        if constexpr (is_packed<T>)
            return T::in_registers(place);
        else
            return Register::get<T>(*place);
    }
};

// A program that can call any number does not miss what it does not call: so nothing refers to absent_name here.
template <u64 number> i64 call_unless_absent(auto... values) {
    using Handler = sys::Handler<sys::handler_of(number)>;
    if constexpr (Handler::kAbsent)
        return -static_cast<i64>(Errno::nosys);
    else
        return Handler::call(values...);
}

} // namespace

#define PASS_0
#define PASS_1 Given(&a[1])
#define PASS_2 PASS_1, Given(&a[2])
#define PASS_3 PASS_2, Given(&a[3])
#define PASS_4 PASS_3, Given(&a[4])
#define PASS_5 PASS_4, Given(&a[5])
#define PASS_6 PASS_5, Given(&a[6])
#define PASS_7 PASS_6, Given(&a[7])

i64 sys::call_by_number(const u64 (&a)[8]) {
    switch (a[0]) {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    case number:                                                                                             \
        return call_unless_absent<number>(JOIN(PASS_, ARITY parameters));
#define RETIRED(number, name, text)
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
    default: return answer_unknown(a[0]);
    }
}
