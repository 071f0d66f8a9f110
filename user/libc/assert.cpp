// user/libc/assert.cpp: the end of a program whose own claim turned out false.

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace {

// Without stdio, which may be what failed.
void say(const char* text) { write(STDERR_FILENO, text, strlen(text)); }

void say_number(int number) {
    if (number >= 10) say_number(number / 10);
    const char digit[] = {static_cast<char>('0' + number % 10), '\0'};
    say(digit);
}

} // namespace

extern "C" void assertion_failed_(const char* claim, const char* file, int line, const char* function) {
    say(file);
    say(":");
    say_number(line);
    say(": ");
    say(function);
    say(": assertion failed: ");
    say(claim);
    say("\n");
    abort();
}
