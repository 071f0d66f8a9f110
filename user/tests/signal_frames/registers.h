// user/tests/signal_frames/registers.h: a loop in which every register has a value of its own, and odd frames.
#pragma once

#include "abi/integers.h"

struct Registers {
    u64 x[32]; // x[0] is not used
    u64 f[32];
    u64 fcsr;
};

extern "C" {
// Loads all registers but x0, sp, gp and tp from `in`, and spins until a handler moves the program counter from
// spin_here to spin_over; then stores all registers in `out`, and returns as a function does.
void spin_with(const Registers* in, Registers* out);
extern const char spin_here[];
extern const char spin_over[];

// A handler that calls handle_in_frame(signal, context), and then changes every register that it can.
void clobbering_handler(int signal, void* info, void* context);
void handle_in_frame(int signal, void* context);

// Calls sigreturn with sp = frame.
[[noreturn]] void return_from(const void* frame);
}
