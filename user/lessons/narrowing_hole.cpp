// user/lessons/narrowing_hole.cpp: why a kernel's table of handlers must not be a table of cast function pointers.
//
// A register has 64 bits, and an int 32. The calling convention says that whoever passes an int has sign-extended it, and
// the compiler believes that of its callers: a handler compares all 64 bits with 0, and stores 32. A program that makes
// an ecall is no such caller. It passes 2^32, which is not 0, until it is stored.
#include <stdio.h>
#include <syscalls.h>

namespace {

constexpr long kRefused = -1;

int user;

// Who is not 0 may become anybody but 0.
[[gnu::noipa]] long set_user(int wanted) {
    if (wanted == 0) return kRefused;
    user = wanted;
    return 0;
}

// The table. The compiler warns of what this cast does; whoever writes such a table has told it not to.
using Handler = long (*)(u64);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-function-type"
const Handler table[] = {
    reinterpret_cast<Handler>(set_user)}; // a function that takes an int, as if it took a register
#pragma GCC diagnostic pop

long by_table(u64 number, u64 argument) { return table[number](argument); }

// The switch. What the handler asks for decides what becomes of the register, and nothing is cast.
struct Argument {
    u64 raw;
    template <class T> operator T() const { return Register::get<T>(raw); }
};

long by_switch(u64 number, u64 argument) {
    switch (number) {
    case 0: return set_user(Argument{argument});
    default: return kRefused;
    }
}

void attempt(const char* way, long (*dispatch)(u64, u64), const char* text, u64 argument) {
    user = 1000;
    const long answer = dispatch(0, argument);
    printf("by %s, setuid(%s) is %s: the user is %d\n", way, text, answer == 0 ? "allowed" : "refused", user);
}

} // namespace

int main() {
    attempt("table", by_table, "0", 0);
    attempt("table", by_table, "2^32", 1ul << 32);
    attempt("switch", by_switch, "0", 0);
    attempt("switch", by_switch, "2^32", 1ul << 32);
    attempt("switch", by_switch, "2^32 + 7", (1ul << 32) + 7);
    return 0;
}
