// user/lessons/hello_asm.S: a line on standard output, with nothing but the processor and the kernel.
//
// The same line comes from hello_write.c and hello_print.c, each a level higher. Nothing here is explained by a
// library: the number of the call and the registers are what kernel and program have agreed on (kernel/abi/syscalls.def).
// Should the numbers change, this program is wrong, and the other two need only be linked again.

    .section .rodata
text:
    .ascii  "Hello from user mode!\n"
    .equ    text_length, . - text

    .text
    .globl  main
    .type   main, @function
main:
    li      a0, 4               // the number of the call: write
    li      a1, 1               // its first argument: descriptor 1, standard output
    la      a2, text            // its second: where the text is
    li      a3, text_length     // its third: how many bytes
    ecall                       // into the kernel; a0 comes back: so many bytes were written, or -errno

    li      a0, 0               // what main returns: the exit status
    ret
    .size   main, . - main
