// tests/host/fakes/arch/mmio.h: registers of devices that a test plays.
#pragma once

#include "lib/address.h"

namespace fakes {

// For a test with a device to write.
u32 read_register(PhysAddr place);
void write_register(PhysAddr place, u32 value);

} // namespace fakes

namespace mmio {

template <class T> T read(PhysAddr place) { return static_cast<T>(fakes::read_register(place)); }
template <class T> void write(PhysAddr place, T value) { fakes::write_register(place, value); }
inline void fence() {}

} // namespace mmio
