// debug/log.cpp: the kernel's log: formatting, the part kept in memory, and the way to the console.
#include "debug/log.h"
#include "lib/format.h"
#include "lib/ring.h"
#include "mode/firmware.h"
#include "sync/spinlock.h"

namespace {

constexpr usize kLineMax = 384; // bytes of one message; the rest is cut off

constinit Spinlock lock(LockRank::log);
constinit Ring<char, kLogCapacity> kept GUARDED_BY(lock) = {};
constinit LogSink to_console = put_to_firmware;
constinit bool emergency = false; // nothing is kept, as the lock may never come free

void keep(const char* text, usize length) {
    if (emergency) return;
    Guard guard(lock);
    for (usize i = 0; i < length; i++) kept.push_over(text[i]);
}

} // namespace

void put_to_firmware(const char* text, usize length) {
    for (usize i = 0; i < length; i++) {
        if (text[i] == '\n') firmware::put_byte('\r');
        firmware::put_byte(static_cast<u8>(text[i]));
    }
}

void set_log_sink(LogSink sink) { to_console = sink; }

void log_without_locks() {
    emergency = true;
    to_console = put_to_firmware;
}

static usize format_line(char (&line)[kLineMax], const char* text, va_list arguments) {
    const int wanted = format_list(line, sizeof(line), text, arguments);
    return static_cast<usize>(wanted) < sizeof(line) ? static_cast<usize>(wanted) : sizeof(line) - 1;
}

void log(const char* text, ...) {
    char line[kLineMax];
    va_list arguments;
    va_start(arguments, text);
    const usize length = format_line(line, text, arguments);
    va_end(arguments);
    keep(line, length);
    to_console(line, length);
}

void log_quietly(const char* text, ...) {
    char line[kLineMax];
    va_list arguments;
    va_start(arguments, text);
    const usize length = format_line(line, text, arguments);
    va_end(arguments);
    keep(line, length);
}

usize read_log(char* to, usize size) {
    Guard guard(lock);
    const usize count = kept.size() < size ? kept.size() : size;
    for (usize i = 0; i < count; i++) to[i] = kept.oldest(kept.size() - count + i);
    return count;
}
