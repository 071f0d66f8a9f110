// mode/firmware.h: what the kernel asks of what lies beneath it: the bare machine, or OpenSBI.
//
// The two folders beside this file answer the same questions; `diff -ru machine supervisor` shows all that differs.
#pragma once

#include "abi/integers.h"

namespace firmware {

// Have a timer interrupt come when the time counter reaches `ticks`; this also takes back one that is pending.
void set_timer(u64 ticks);

// Have a software interrupt come to a hart; and take it back, on the hart that it came to. What the one hart has written
// before it sends, the other one reads after it has taken back.
void send_software_interrupt(usize hart);
void clear_software_interrupt();

// Have another hart leave its sleep: it takes its stack from start_stacks (main.cpp) and calls secondary_main. False if
// there is no such hart.
bool start_hart(usize hart);

// Turn the machine off. The emulator exits with `status`, from 0 to 255.
[[noreturn]] void power_off(int status);

// One byte to the console, before (and when) there is no driver for it.
void put_byte(u8 byte);

} // namespace firmware
