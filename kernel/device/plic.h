// device/plic.h: the platform-level interrupt controller: which device wants attention, and which hart gives it.
#pragma once

#include "abi/integers.h"

namespace plic {

// This hart takes interrupts from now on, of the devices that are enabled on it.
void initialise_hart();

// This hart serves the device with this number, which is not 0.
void enable(u32 irq);

// The device that wants attention, now this hart's to serve; 0 if none does, or another hart was faster.
u32 claim();

// It was served, and may ask again.
void complete(u32 irq);

} // namespace plic
