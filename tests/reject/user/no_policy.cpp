// tests/reject/user/no_policy.cpp: a way to the kernel takes registers and answers one.
// expect: use of invalid variable template 'call<sys::Call::getpid, Way>'
#include <syscalls.h>

struct Way {
#ifdef RIGHT
    static i64 call(u64, std::same_as<u64> auto...) { return 0; }
#else
    static const char* call(u64) { return "done"; }
#endif
};

i64 example() { return sys::call<sys::Call::getpid, Way>.raw(); }
