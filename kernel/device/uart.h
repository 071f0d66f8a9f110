// device/uart.h: the serial port: bytes out when asked, bytes in when they come.
#pragma once

#include "abi/integers.h"

namespace uart {

void initialise();

// Sends bytes as they are. Only one hart at a time, with interrupts off: the console sees to that.
void write(const char* bytes, usize count);

// From the trap handler: gives the console all that has come.
void handle_interrupt();

} // namespace uart
