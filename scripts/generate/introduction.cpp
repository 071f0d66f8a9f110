// scripts/generate/introduction.cpp: the first page of the manual: what a system call is, and how it is made.
#include "pages.h"

namespace {

const std::vector<Block> kBlocks = {
    {Block::paragraph,
     "A program computes, in memory of its own. For everything else (to write, to open a file, to start "
     "another program) it asks the kernel. To ask, it puts the number of a call into register a0 and up to "
     "seven arguments into a1 to a7, and executes one instruction: ecall. The processor goes on in the "
     "kernel, which does what was asked for, or finds out that it can't, puts the result into a0, and lets "
     "the program go on with the instruction after the ecall. That is all there is. The rest of this manual "
     "tells which numbers there are, and what they want.",
     {}},
    {Block::assembly,
     "    li   a0, 4       # the number of the call: write\n"
     "    li   a1, 1       # fd\n"
     "    la   a2, hello   # bytes: an address\n"
     "    li   a3, 6       # count\n"
     "    ecall            # now a0 is 6; or -9 if descriptor 1 is not open: -EBADF",
     {}},
    {Block::heading, "Registers", {}},
    {Block::list,
     "",
     {{"a0", "Before: the number, all 64 bits of it. After: the result."},
      {"a1 to a7", "The arguments, from left to right. After: what they were before."},
      {"all others", "What they were before; and so is memory, but where an Out<T> points."}}},
    {Block::paragraph,
     "An argument of 32 bits (int, u32, a descriptor, a flag) is the lower half of its register; the kernel "
     "does not see the upper half. An address is never followed by accident: the kernel looks it up in the "
     "page table of the program, and what is not there, or may not be used in this way, is the error EFAULT.",
     {}},
    {Block::heading, "Results and errors", {}},
    {Block::paragraph,
     "A page begins with what its call does and, behind a semicolon, what its value is. The result is one "
     "register: a value, or an error as a negative number from -4095 to -1. No "
     "call has a value "
     "in that range, so that one comparison tells. Each page lists the errors that its call can "
     "answer. Besides, "
     "a number that no call has, or that one had once, answers ENOSYS.",
     {}},
    {Block::paragraph,
     "A call of which the page says that it may wait does so in the kernel, while others run. A "
     "signal that "
     "has a handler ends the wait: the call answers EINTR. If the handler was installed with SA_RESTART, the "
     "call is made again "
     "after it instead; but not sleep, poll, futex_wait and sigsuspend.",
     {}},
    {Block::heading, "From a program", {}},
    {Block::paragraph, "Nobody has to write assembly. The same call by its other names:", {}},
    {Block::list,
     "",
     {{"sys::write(fd, text, 6)",
       "C++, <syscalls.h>: the types of this manual; a Result<usize>, a value or an Errno"},
      {"sys::write.raw(fd, text, 6)", "the same, but the register as it is: a value, or -errno"},
      {"call_write(fd, text, 6)", "C, <sys/calls.h>: -1 on failure, and errno says why"},
      {"raw_write(fd, text, 6)", "C: a value, or -errno"},
      {"syscall(SYS_write, fd, text, 6)", "C, <sys/syscall.h>: any call by its number; -1 and errno"},
      {"__NR_write, SYS_write", "the number, for C and assembly: <sys/syscall_numbers.h>"},
      {"write(fd, text, 6)", "where POSIX has such a function, it is in <unistd.h> and its kin"}}},
    {Block::heading, "What the words mean", {}},
    {Block::list,
     "",
     {{"implemented", "The kernel has a handler for it, in the file that the page names."},
      {"stub", "The number and the prototype are fixed, but nobody has written a handler yet: it "
               "answers ENOSYS."},
      {"retired", "There was such a call. Its number is never used again, and answers ENOSYS."},
      {"edition", "Editions of the table count from 1; a page tells in which one its call came."}}},
};

} // namespace

Page introduction() { return {"intro", "What a system call is, and how it is made.", kBlocks}; }
