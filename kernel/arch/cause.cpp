// arch/cause.cpp: the causes of traps in words.
#include "arch/cause.h"

const char* cause_name(u64 cause) {
    switch (cause) {
    case cause_fetch_misaligned: return "instruction address misaligned";
    case cause_fetch_access: return "instruction access fault";
    case cause_illegal_instruction: return "illegal instruction";
    case cause_breakpoint: return "breakpoint";
    case cause_load_misaligned: return "load address misaligned";
    case cause_load_access: return "load access fault";
    case cause_store_misaligned: return "store or atomic address misaligned";
    case cause_store_access: return "store or atomic access fault";
    case cause_ecall_from_user: return "environment call from user mode";
    case cause_ecall_from_supervisor: return "environment call from supervisor mode";
    case cause_ecall_from_machine: return "environment call from machine mode";
    case cause_fetch_page_fault: return "instruction page fault";
    case cause_load_page_fault: return "load page fault";
    case cause_store_page_fault: return "store or atomic page fault";
    case cause_software_interrupt: return "software interrupt";
    case cause_timer_interrupt: return "timer interrupt";
    case cause_external_interrupt: return "external interrupt";
    default: return "a cause that the manual reserves";
    }
}
