// user/bench/works/marks.S: calls a piece of work between two marks.
//
// u64 run_marked(Prepared& prepared, u64 times, Work* work)
// What the counter says is what the tracer sees: 3 instructions are not work's own. They are the first rdinstret,
// the call, and the return from it.
    .text
    .globl run_marked, work_begins, work_ends
    .type run_marked, @function
run_marked:
    addi sp, sp, -16
    sd   ra, 8(sp)
    sd   s0, 0(sp)
    rdinstret s0
work_begins:
    jalr a2
work_ends:
    rdinstret a0
    sub  a0, a0, s0
    addi a0, a0, -3
    ld   s0, 0(sp)
    ld   ra, 8(sp)
    addi sp, sp, 16
    ret
    .size run_marked, . - run_marked

    .section .note.GNU-stack, "", @progbits // the stack needs not be executable
