// tests/host/fakes/arch/interrupts.h: on the host there are no interrupts to turn off.
#pragma once

inline bool save_interrupts() { return false; }
inline void restore_interrupts(bool) {}

inline void wait_for_interrupt() {}
