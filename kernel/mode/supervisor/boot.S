// mode/supervisor/boot.S: the first instructions, in supervisor mode with OpenSBI beneath.
//
// OpenSBI jumps here on one hart, whichever was first: a0 = hart number, a1 = address of the device tree. The others
// wait in OpenSBI until firmware::start_hart brings them here too. Translation and interrupts are off (SBI specification
// 1.0, section 9.1). Afterwards:
//   sp = this hart's stack, xtvec = trap_vector, xscratch = 0 (in the kernel), tp = who runs: boot_thread, or an idle thread
#include "arch/privilege.h"

    .section .text.boot, "ax"
    .globl _start
    .type _start, @function
_start:
    // Step 1: programs may read cycle, time and instret. OpenSBI has given its own leave.
    csrw sie, zero
    li   t0, 7
    csrw scounteren, t0

    // Step 2: the first to come boots. The others are told apart here and not by an entry of their own: OpenSBI 1.1 says
    // that a hart is to start before it stores where, and one that looks in between comes here.
    la   t0, boot_claimed
    li   t1, 1
    amoadd.w.aqrl t1, t1, (t0)
    bnez t1, secondary_start

    // Step 3: clear .bss, which C++ takes to be zero. Addresses are physical still, as la counts from where we are.
    la   t0, bss_start
    la   t1, bss_end
1:  sd   zero, 0(t0)
    addi t0, t0, 8
    bltu t0, t1, 1b

    // Step 4: from here on the kernel is where it was linked: in the upper half.
    call enter_upper_half
    li   t0, PHYS_BASE_OFFSET
    add  a1, a1, t0             // the device tree too

    // Step 5: a stack, the trap vector, and on to C++: kernel_main(hart, device tree).
    la   sp, boot_stack_end
    la   tp, boot_thread
    la   t0, trap_vector
    csrw stvec, t0
    csrw sscratch, zero
    mv   s0, zero               // the outermost frame of every backtrace
    mv   ra, zero
    call kernel_main
    .size _start, . - _start

// Another hart, woken by the first. The tables that the kernel has made meanwhile have its stack, which is in
// start_stacks, and the last two words there have its thread.
    .type secondary_start, @function
secondary_start:
    call enter_upper_half
    la   t0, start_satp
    ld   t0, 0(t0)
    csrw satp, t0
    sfence.vma
    la   t0, start_stacks
    slli t1, a0, 3
    add  t0, t0, t1
    ld   sp, 0(t0)
    addi sp, sp, -16
    ld   tp, 0(sp)
    la   t0, trap_vector
    csrw stvec, t0
    csrw sscratch, zero
    mv   s0, zero
    mv   ra, zero
    call secondary_main
    .size secondary_start, . - secondary_start

// Turns translation on, and returns in the upper half.
    .type enter_upper_half, @function
enter_upper_half:
    la   t0, boot_root
    srli t0, t0, 12
    li   t1, 8 << 60            // Sv39 (4.1.11)
    or   t0, t0, t1
    csrw satp, t0
    sfence.vma
    li   t0, PHYS_BASE_OFFSET
    add  ra, ra, t0
    ret
    .size enter_upper_half, . - enter_upper_half

// The root table to begin with: three entries of a gigabyte each for devices and memory, and the one from which
// enter_upper_half returns. The kernel makes a better one (translation.cpp).
    .section .data
    .balign 4096
boot_root:
    .skip 2 * 8
    .quad 0x80000000 >> 2 | 0xcf    // dirty, accessed, execute, write, read, valid (4.3.1)
    .skip (256 - 3) * 8
    .quad 0x00000000 >> 2 | 0xcf
    .quad 0x40000000 >> 2 | 0xcf
    .quad 0x80000000 >> 2 | 0xcf
    .skip (512 - 259) * 8
boot_claimed:
    .word 0                     // not in .bss, which is cleared later

    .section .bss
    .balign 4096
    .globl boot_stack_guard, boot_stack
boot_stack_guard:
    .skip 4096                  // never mapped
boot_stack:
    .skip 16384
boot_stack_end:
