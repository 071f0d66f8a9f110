// debug/log.h: the kernel's log: each line goes to the console and stays in memory, for dmesg.
#pragma once

#include "abi/integers.h"

// One message, printf-like. Text without a newline at its end is a part of a line.
void log(const char* text, ...) __attribute__((format(printf, 1, 2)));

// Like log, but only kept in memory: for what a user would not want to see on the console.
void log_quietly(const char* text, ...) __attribute__((format(printf, 1, 2)));

constexpr usize kLogCapacity = 16384; // bytes in memory; older ones are gone

// The latest part of the log that fits, oldest first; how many bytes there are. No zero byte at the end.
usize read_log(char* to, usize size);

// Where lines go besides memory: byte by byte to the firmware until the console says otherwise.
using LogSink = void (*)(const char* text, usize length);
void set_log_sink(LogSink sink);
void log_without_locks(); // for panic: from here on only the machine's own output, nothing is kept
void put_to_firmware(const char* text, usize length);
