// user/libc/direct/start.cpp: the first function of a program that is linked with the kernel: it does what init does else.
#include "abi/integers.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

extern "C" {

[[noreturn]] void start_program(u64* stack); // ../start.cpp

[[noreturn]] void start_linked_program(const char* command);

// Where a handler would return to, in ../restorer.S. None ever runs.
void restore_after_signal_();
void restore_after_signal_() {}

} // extern "C"

namespace {

constexpr usize kLineSize = 8192; // as long as the kernel's own
constexpr usize kWordsMax = kLineSize / 2;

char line[kLineSize];
char path_variable[] = "PATH=/bin";
char home_variable[] = "HOME=/";
u64 stack[1 + kWordsMax + 1 + 2 + 1 + 2]; // argc, argv, 0, the environment, 0, no auxiliary pairs

u64 as_word(char* text) { return reinterpret_cast<u64>(text); } // as the kernel writes it on a stack

// Descriptors 0, 1 and 2. Without a console nobody would see why there is nothing to see.
void open_console() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) (void)open("/dev/console", O_RDWR);
}

} // namespace

// Blanks part the words of the command; there is no shell that would know of quotes.
void start_linked_program(const char* command) {
    open_console();
    strlcpy(line, command, sizeof line);
    u64* next = &stack[1];
    for (char* rest = line; char* word = strsep(&rest, " ");)
        if (*word) *next++ = as_word(word);
    stack[0] = static_cast<u64>(next - &stack[1]);
    *next++ = 0;
    *next++ = as_word(path_variable);
    *next++ = as_word(home_variable);
    start_program(stack);
}
