// device/uart.h: the serial port: bytes out when asked, bytes in when they come.
#pragma once

#include "abi/integers.h"

namespace uart {

void initialise();

// Sends bytes as they are. Only one hart at a time, with interrupts off: the console sees to that.
void write(const char* bytes, usize count);

// Whether bytes that come are taken. Those that are not wait: first in the UART, then at whoever sends them.
void listen(bool on);

// From the trap handler: gives the console what has come.
void handle_interrupt();

} // namespace uart
