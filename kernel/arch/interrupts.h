// arch/interrupts.h: interrupts of this hart, off and on.
#pragma once

#include "arch/csr.h"

inline void interrupts_on() { csr::set<xstatus>(XSTATUS_XIE); }
inline void interrupts_off() { csr::clear<xstatus>(XSTATUS_XIE); }
inline bool interrupts_are_on() { return csr::read<xstatus>() & XSTATUS_XIE; }

// Turns interrupts off; true if they were on. Give the answer to restore_interrupts.
inline bool save_interrupts() { return csr::read_and_clear<xstatus>(XSTATUS_XIE) & XSTATUS_XIE; }
inline void restore_interrupts(bool were_on) {
    if (were_on) interrupts_on();
}

// Sleeps until an interrupt is pending, even one that is turned off (Privileged manual, 3.3.3).
extern "C" void wait_for_interrupt(); // arch/wait.S
