// user/libc/start.S: the first instructions of a program.
//
// The kernel enters here with sp at the initial stack: argc, argv[], 0, envp[], 0, auxiliary pairs up to (0, 0).
// No other register has a meaning.

    .cfi_sections .debug_frame      // for debuggers alone: nothing unwinds a stack while a program runs
    .section .text._start, "ax", @progbits
    .globl  _start
    .type   _start, @function
_start:
    .cfi_startproc
    .cfi_undefined ra               // nobody called: a backtrace ends here
    .option push
    .option norelax                 // or the linker would make this load relative to the gp that it sets
    la      gp, __global_pointer$
    .option pop
    mv      s1, sp                  // all that the kernel has to tell
    andi    sp, sp, -16             // as the calling convention wants it
    li      fp, 0
    li      ra, 0
    call    set_up_main_thread
    mv      a0, s1
    call    start_program           // does not come back
    ebreak
    .cfi_endproc
    .size   _start, . - _start

// By this note the kernel knows a native program from others (System V ABI, "Note Section").
    .section .note.stile, "a", @note
    .balign 4
    .word   6                       // length of the owner's name with its zero byte
    .word   4                       // length of the descriptor
    .word   1                       // type: version of the system call interface
    .asciz  "Stile"
    .balign 4
    .word   1                       // the version

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
