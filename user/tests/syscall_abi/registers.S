// user/tests/syscall_abi/registers.S: ecalls with every register full of a pattern, and at awkward addresses.
#include "registers.h"
#include <sys/syscall_numbers.h>

.macro each_x operation, area, base, skip
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .if \n != \skip
    \operation x\n, (\area + 8 * \n)(\base)
    .endif
    .endr
.endm

.macro each_f operation, area, base
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \operation f\n, (\area + 8 * \n)(\base)
    .endr
.endm

// What a function must give back as it found it.
.macro host_registers operation, f_operation, base
    \operation ra, (REGISTERS_HOST + 8 * 0)(\base)
    \operation gp, (REGISTERS_HOST + 8 * 1)(\base)
    \operation tp, (REGISTERS_HOST + 8 * 2)(\base)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    \operation s\n, (REGISTERS_HOST + 8 * (4 + \n))(\base)
    \f_operation fs\n, (REGISTERS_HOST + 8 * (16 + \n))(\base)
    .endr
.endm

// Step 1: put the caller's registers away, and fill all of them. base_number is the number of base, which stays.
.macro fill base, base_number
    host_registers sd, fsd, a0
    sd   sp, (REGISTERS_HOST + 8 * 3)(a0)
    mv   \base, a0
    ld   t0, REGISTERS_FCSR(\base)
    fscsr t0
    each_f fld, REGISTERS_F_BEFORE, \base
    each_x ld, REGISTERS_BEFORE, \base, \base_number
.endm

// Step 2: store what is in them now, and go back.
.macro store base
    each_x sd, REGISTERS_AFTER, \base, 0
    each_f fsd, REGISTERS_F_AFTER, \base
    frcsr t0
    sd   t0, (REGISTERS_FCSR + 8)(\base)
    mv   a0, \base
    host_registers ld, fld, a0
    ld   sp, (REGISTERS_HOST + 8 * 3)(a0)
    fscsr zero
    ret
.endm

.macro function name
    .globl \name
    .type \name, @function
\name:
.endm

    .text
function ecall_with_registers
    fill sp, 2
    ecall
    store sp

function spin_with_registers
    fill sp, 2
1:  addi t6, t6, -1
    bnez t6, 1b
    store sp

function ecall_without_stack
    fill gp, 3
    ecall
    store gp

// Without linker relaxation, which would move what is aligned here.
    .option push
    .option norelax
function ecall_at_half_word
    fill sp, 2
    .balignw 4, 1                       // with c.nop, if at all
    c.nop
    ecall
    store sp

// Four bytes, whatever the number is.
.macro ask_for_getpid
    .option push
    .option norvc
    li a0, __NR_getpid
    .option pop
.endm

    .balign 4
function getpid_at_half_word
    c.nop
    ask_for_getpid
    .globl half_word_ecall
half_word_ecall:
    ecall
    ret

    .balign 4096
    .skip 4090
function getpid_across_pages
    ask_for_getpid
    .globl across_pages_ecall
across_pages_ecall:
    ecall
    ret

// Eight instructions of two bytes and eight of four come after the ecall. An address that is moved on twice leaves some
// of them out, and one that is not moved on at all does the call again.
    .balign 4
function count_after_ecall
    li   t0, 0
    ecall
    .rept 8
    c.addi t0, 1
    .endr
    .option norvc
    .rept 8
    addi t0, t0, 1
    .endr
    mv   a0, t0
    ret
    .option pop
