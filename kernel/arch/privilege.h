// arch/privilege.h: the one number in which the machine-mode and the supervisor-mode kernel differ.
//
// The privileged manual writes xstatus, xepc, xRET for "the CSR or instruction of privilege level x", and so do we.
// PRIVILEGE comes from the Makefile: 3 is machine mode (-bios none), 1 is supervisor mode (over OpenSBI). Bits 9:8 of
// a CSR's address are the lowest privilege that may use it (Privileged manual, 2.1); all else follows from that.
// Assembly and C++ both read this file.
#pragma once

#define xstatus    (0x100 * PRIVILEGE + 0x00)
#define xie        (0x100 * PRIVILEGE + 0x04)
#define xtvec      (0x100 * PRIVILEGE + 0x05)
#define xcounteren (0x100 * PRIVILEGE + 0x06)
#define xscratch   (0x100 * PRIVILEGE + 0x40)
#define xepc       (0x100 * PRIVILEGE + 0x41)
#define xcause     (0x100 * PRIVILEGE + 0x42)
#define xtval      (0x100 * PRIVILEGE + 0x43)
#define xip        (0x100 * PRIVILEGE + 0x44)

// Interrupt causes, and the bits of xie and xip with the same numbers (3.1.9 and 4.1.3).
#define IRQ_SOFTWARE (PRIVILEGE + 0)
#define IRQ_TIMER    (PRIVILEGE + 4)
#define IRQ_EXTERNAL (PRIVILEGE + 8)

// xstatus (3.1.6.1): interrupts are on now; and were on before the trap.
#define XSTATUS_XIE  (1 << PRIVILEGE)
#define XSTATUS_XPIE (1 << (PRIVILEGE + 4))

// The previous privilege: these bits are all 0 when the trap came from user mode.
#if PRIVILEGE == 3
#define XSTATUS_XPP    0x1800
#define xret           mret
#define PRIVILEGE_NAME "machine"
#else
#define XSTATUS_XPP    0x100
#define xret           sret
#define PRIVILEGE_NAME "supervisor"
#endif
#define XSTATUS_XPP_TOP (2 * PRIVILEGE + 6) // the last of them, 12 or 8: set when it came from the kernel

// xstatus.FS, the state of the floating-point registers (3.1.6.6).
#define XSTATUS_FS       0x6000
#define XSTATUS_FS_CLEAN 0x4000
#define XSTATUS_FS_DIRTY 0x6000

// The interrupt controller has two contexts for each hart, machine mode's and then supervisor mode's (PLIC manual).
#define PLIC_CONTEXT(hart) (2 * (hart) + (3 - PRIVILEGE) / 2)
