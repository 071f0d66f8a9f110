// user/libc/restorer.S: where the handler of a signal returns to: it asks the kernel to go on with what was interrupted.
//
// sp is what it was when the handler began: the address of the SignalFrame (abi/signals.h), as the kernel expects it.

#include <sys/syscall_numbers.h>

#define REGISTERS      304 // where its registers are: pc, x1 to x31, and then f0 to f31
#define INTERRUPTED_PC 64  // a register of DWARF's that stands for the pc of such a frame (RISC-V ELF psABI)

#define LEB128(number) (0x80 + (number) % 0x80), ((number) / 0x80)

    .cfi_sections .debug_frame
    .text
    .globl  restore_after_signal_
    .type   restore_after_signal_, @function

    // For debuggers: this function was "called" by the code that the signal has interrupted, and all registers of
    // that are in the frame. They look for the caller of a handler one byte before the address that it returns to.
    // Operations are those of DWARF 5 (2.5, 6.4.2); the offsets fit two bytes of a signed LEB128.
    .cfi_startproc
    .cfi_signal_frame
    .cfi_return_column INTERRUPTED_PC
    // def_cfa_expression, of 4 bytes: breg2 (sp) + offset, deref: the stack pointer that was interrupted
    .cfi_escape 0x0f, 4, 0x72, LEB128(REGISTERS + 8 * 2), 0x06
    // expression, of 3 bytes: breg2 + offset: there the register is
    .cfi_escape 0x10, INTERRUPTED_PC, 3, 0x72, LEB128(REGISTERS)
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .cfi_escape 0x10, \n, 3, 0x72, LEB128(REGISTERS + 8 * \n)
    .endr
    nop
restore_after_signal_:
    li      a0, __NR_sigreturn
    ecall                               // does not come back here
    ebreak
    .cfi_endproc
    .size   restore_after_signal_, . - restore_after_signal_

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
