// debug/panic.h: the end of the kernel, when it finds a bug of its own.
#pragma once

struct TrapFrame;

// A trap that the kernel itself must never cause: says so, shows the registers at that moment, and stops.
[[noreturn]] void panic_in_trap(const TrapFrame& frame, const char* what);

// The status with which the emulator exits after a panic.
constexpr int kPanicStatus = 99;
