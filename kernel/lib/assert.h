// lib/assert.h: panic and kassert: what to do about a bug of the kernel itself.
//
// A program's mistake is never a reason to panic. kassert states what must hold, and stays in every build.
#pragma once

// Says what happened, shows registers and a backtrace, and stops the machine. Defined in debug/panic.cpp.
[[noreturn]] void panic(const char* format, ...) __attribute__((format(printf, 1, 2)));

#define kassert(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) [[unlikely]]                                                                       \
            panic("kassert(%s) failed in %s, %s:%d", #condition, __func__, __FILE_NAME__, __LINE__);         \
    } while (false)
