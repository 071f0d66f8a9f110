// arch/dwarf.h: what debuggers are told about the trap vector: where the interrupted code and its registers are.
//
// To a debugger the interrupted code is the caller of trap_vector, so that a backtrace in the kernel goes on in the
// program. Numbers and operations are those of DWARF 5 (2.5, 6.4.2) and of the RISC-V ELF psABI: a CSR's number is 4096 +
// its address.
#pragma once

#include "arch/privilege.h"

#define DWARF_XSCRATCH (4096 + xscratch)
#define DWARF_XEPC     (4096 + xepc)
#define DWARF_XCAUSE   (4096 + xcause)

// The number of a CSR where DWARF wants an unsigned LEB128.
#define DWARF_LEB128(number) (0x80 + (number) % 0x80), ((number) / 0x80)

// The interrupted code is at xepc; but past the ecall, at xepc + 4, if xcause is 8: there waits who steps over a call.
// val_expression xepc, of 13 bytes: bregx xepc 0, bregx xcause 0, lit8, eq, lit2, shl, plus.
#define CFI_INTERRUPTED_AT_XEPC                                                                              \
    .cfi_escape 0x16, DWARF_LEB128(DWARF_XEPC), 13, 0x92, DWARF_LEB128(DWARF_XEPC), 0, 0x92,                 \
        DWARF_LEB128(DWARF_XCAUSE), 0, 0x38, 0x29, 0x32, 0x24, 0x22
