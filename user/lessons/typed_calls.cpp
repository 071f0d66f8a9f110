// user/lessons/typed_calls.cpp: calls with types: what each answers, in lines, whatever way it takes to a kernel.
//
// Under Stile each of them is an ecall. Compiled with -DCALL_ABI=Mock for another machine, each is a function call to the
// same dispatcher with handlers of that machine's, and the program prints the same.
#include "abi/names.h"
#include <string.h>
#include <syscalls.h>

namespace {

void say(const char* text) { (void)sys::write(kStandardOutput, text, strlen(text)); }

void say_number(u64 number) {
    char digits[21];
    char* first = digits + sizeof digits - 1;
    *first = 0;
    for (; number >= 10; number /= 10) *--first = static_cast<char>('0' + number % 10);
    *--first = static_cast<char>('0' + number);
    say(first);
}

// A call and its answer: a value, or the name of an error.
template <class Value> void tell(const char* what, const Result<Value>& result) {
    say(what);
    say(": ");
    if constexpr (!std::is_void_v<Value>) {
        if (result) {
            if constexpr (requires { result.value().number(); })
                say_number(static_cast<u64>(result.value().number()));
            else
                say_number(static_cast<u64>(result.value()));
            return say("\n");
        }
    }
    say(result ? "success" : name_in(names_of<Errno>, static_cast<i64>(result.error())));
    say("\n");
}

} // namespace

int main() {
    char bytes[4] = {'x', 'x', 'x', 'x'};
    const Result<Fd> opened = sys::open("/dev/zero", O_RDONLY, FileMode{});
    tell("open /dev/zero", opened);
    tell("read 4 bytes from it", sys::read(opened.value(), bytes, sizeof bytes));
    say(bytes[0] == 0 && bytes[3] == 0 ? "they are zero\n" : "they are not zero\n");
    tell("close it", sys::close(opened.value()));
    tell("close it again", sys::close(opened.value()));
    tell("open /none", sys::open("/none", O_RDONLY, FileMode{}));
    tell("weigh 1 to 7", sys::weigh(1, 2, 3, 4, 5, 6, 7));
    tell("weigh 7 to 1", sys::weigh(7, 6, 5, 4, 3, 2, 1));
    tell("weigh 1 to 7, packed", sys::weigh_packed(SevenWeights{{1, 2, 3, 4, 5, 6, 7}}));
    tell("weigh 1 to 8, spilled", sys::weigh_spilled(EightWeights{{1, 2, 3, 4, 5, 6, 7, 8}}));
    return 0;
}
