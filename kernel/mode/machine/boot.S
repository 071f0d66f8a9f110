// mode/machine/boot.S: power-on: the first instructions, in machine mode with nothing beneath.
//
// QEMU's reset code jumps here, on every hart: a0 = hart number, a1 = address of the device tree (hw/riscv/boot.c).
// Hart 0 goes on; the others wait until firmware::start_hart brings them to secondary_start. Translation and interrupts
// are off. Afterwards:
//   sp = this hart's stack, xtvec = trap_vector, xscratch = 0 (in the kernel), tp = who runs: boot_thread, or an idle thread
#include "arch/privilege.h"

    .section .text.boot, "ax"
    .globl _start
    .type _start, @function
_start:
    // Step 1: physical memory protection: one entry that lets the lower modes reach everything. Page tables say what
    // a program may do. Without any entry, mret to user mode would be an illegal instruction (3.7.1).
    csrw mie, zero
    li   t0, -1
    csrw pmpaddr0, t0
    li   t0, 0x1f               // NAPOT over all addresses; read, write, execute
    csrw pmpcfg0, t0

    // Step 2: programs may read cycle, time and instret. User mode needs the leave of both modes above it.
    li   t0, 7
    csrw mcounteren, t0
    csrw scounteren, t0
    bnez a0, secondary_start

    // Step 3: clear .bss, which C++ takes to be zero.
    la   t0, bss_start
    la   t1, bss_end
1:  sd   zero, 0(t0)
    addi t0, t0, 8
    bltu t0, t1, 1b

    // Step 4: a stack, the trap vector, and on to C++: kernel_main(hart, device tree).
    la   sp, boot_stack_end
    la   tp, boot_thread
    la   t0, trap_vector
    csrw mtvec, t0
    csrw mscratch, zero
    mv   s0, zero               // the outermost frame of every backtrace
    mv   ra, zero
    call kernel_main
    .size _start, . - _start

// Another hart sleeps until the first sends it a software interrupt, and then finds its stack in start_stacks. The
// interrupt wakes it up without being taken, as mstatus.MIE is off (3.3.3).
    .type secondary_start, @function
secondary_start:
    li   t0, 1 << IRQ_SOFTWARE
    csrw mie, t0
1:  wfi
    csrr t1, mip
    and  t1, t1, t0
    beqz t1, 1b
    fence                       // the stack was written before the interrupt was sent

    // secondary_main(), on its stack, whose last two words have its thread.
    csrw mie, zero
    la   t0, start_stacks
    slli t1, a0, 3
    add  t0, t0, t1
    ld   sp, 0(t0)
    addi sp, sp, -16
    ld   tp, 0(sp)
    la   t0, trap_vector
    csrw mtvec, t0
    csrw mscratch, zero
    mv   s0, zero
    mv   ra, zero
    call secondary_main
    .size secondary_start, . - secondary_start

    .section .bss
    .balign 16
    .globl boot_stack
boot_stack:
    .skip 16384
boot_stack_end:
