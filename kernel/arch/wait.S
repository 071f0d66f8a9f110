// arch/wait.S: sleep until there is an interrupt.

// void wait_for_interrupt()
// wfi is the last instruction of its page (linker/kernel.ld), where QEMU ends what it translates together: all of that
// counts as executed when the hart falls asleep, and a session that is replayed must count as when it was recorded.
    .section .text.wait, "ax"
    .globl wait_for_interrupt
    .type wait_for_interrupt, @function
wait_for_interrupt:
    wfi
    ret
    .size wait_for_interrupt, . - wait_for_interrupt
