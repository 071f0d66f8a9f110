// arch/cause.h: why a trap happened: the codes of xcause (Privileged manual, tables 3.6 and 4.2).
#pragma once

#include "abi/integers.h"
#include "arch/privilege.h"

constexpr u64 kCauseInterrupt = 1ul << 63; // set for interrupts; the rest is then an IRQ_ number

enum Cause : u64 {
    cause_fetch_misaligned = 0,
    cause_fetch_access = 1,
    cause_illegal_instruction = 2,
    cause_breakpoint = 3,
    cause_load_misaligned = 4,
    cause_load_access = 5,
    cause_store_misaligned = 6,
    cause_store_access = 7,
    cause_ecall_from_user = 8,
    cause_ecall_from_supervisor = 9,
    cause_ecall_from_machine = 11,
    cause_fetch_page_fault = 12,
    cause_load_page_fault = 13,
    cause_store_page_fault = 15,
    cause_software_interrupt = kCauseInterrupt | IRQ_SOFTWARE,
    cause_timer_interrupt = kCauseInterrupt | IRQ_TIMER,
    cause_external_interrupt = kCauseInterrupt | IRQ_EXTERNAL,
};

// A cause in the manual's words.
const char* cause_name(u64 cause);
