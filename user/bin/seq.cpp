// user/bin/seq.cpp: numbers from one to another.
#include "tool.h"

namespace {

bool parse(const char* text, long& number) {
    char* end;
    errno = 0;
    number = strtol(text, &end, 10);
    return end != text && !*end && errno == 0;
}

} // namespace

int main(int count, char** arguments) {
    long first = 1, step = 1, last = 0;
    bool good = count >= 2 && count <= 4 && parse(arguments[count - 1], last);
    if (count > 2) good = good && parse(arguments[1], first);
    if (count > 3) good = good && parse(arguments[2], step);
    if (!good || step == 0) return usage("seq [first [step]] last");
    for (long number = first; step > 0 ? number <= last : number >= last;) {
        printf("%ld\n", number);
        if (ferror(stdout) || __builtin_add_overflow(number, step, &number)) break;
    }
    return finish("seq", 0);
}
