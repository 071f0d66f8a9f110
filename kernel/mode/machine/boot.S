// mode/machine/boot.S: power-on: the first instructions, in machine mode with nothing beneath.
//
// QEMU's reset code jumps here, on every hart: a0 = hart number, a1 = address of the device tree (hw/riscv/boot.c).
// Translation and interrupts are off. Afterwards:
//   sp = this hart's boot stack, xtvec = trap_vector, xscratch = 0 (in the kernel), tp = 0 (no thread yet)
#include "arch/privilege.h"

    .section .text.boot, "ax"
    .globl _start
    .type _start, @function
_start:
    // Step 1: only hart 0 goes on. The others wait.
    csrw mie, zero
    bnez a0, park

    // Step 2: physical memory protection: one entry that lets the lower modes reach everything. Page tables say what
    // a program may do. Without any entry, mret to user mode would be an illegal instruction (3.7.1).
    li   t0, -1
    csrw pmpaddr0, t0
    li   t0, 0x1f               // NAPOT over all addresses; read, write, execute
    csrw pmpcfg0, t0

    // Step 3: programs may read cycle, time and instret. User mode needs the leave of both modes above it.
    li   t0, 7
    csrw mcounteren, t0
    csrw scounteren, t0

    // Step 4: time begins now. QEMU's clock runs on across a snapshot unless mtime was written once: with this line
    // a recorded session can be replayed backwards.
    li   t0, 0x200bff8          // mtime of the CLINT
    sd   zero, 0(t0)

    // Step 5: clear .bss, which C++ takes to be zero.
    la   t0, bss_start
    la   t1, bss_end
1:  sd   zero, 0(t0)
    addi t0, t0, 8
    bltu t0, t1, 1b

    // Step 6: a stack, the trap vector, and on to C++: kernel_main(hart, device tree).
    la   sp, boot_stack_end
    mv   tp, zero               // no thread yet
    la   t0, trap_vector
    csrw mtvec, t0
    csrw mscratch, zero
    mv   s0, zero               // the outermost frame of every backtrace
    mv   ra, zero
    call kernel_main

park:
    wfi
    j    park
    .size _start, . - _start

    .section .bss
    .balign 16
    .globl boot_stack
boot_stack:
    .skip 16384
boot_stack_end:
