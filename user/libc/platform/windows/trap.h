/* user/libc/platform/windows/trap.h: a write on Windows, as near to the processor as Windows promises anything.
 *
 * There is a trap below, too, but its numbers are others in each release, and no program knows them: what stays are the
 * functions of kernel32.dll. So what stands here in assembly is not a trap but a call, with Windows' registers: rcx, rdx, r8, r9,
 * the fifth argument on the stack above 32 bytes that are the callee's, and the stack at a multiple of 16.
 */
#pragma once

#include <stddef.h>
#include <windows.h>

static inline ptrdiff_t trap_write(int descriptor, const void* bytes, size_t count) {
    HANDLE handle = GetStdHandle(descriptor == 2 ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE);
    DWORD written = 0;
    long long rax;
    register DWORD* r9 __asm__("r9") = &written;
    register DWORD r8 __asm__("r8") = (DWORD)count;
    __asm__ volatile("movq %%rsp, %%rbx\n\t" /* C does not say which registers a call uses */
                     "andq $-16, %%rsp\n\t"
                     "subq $48, %%rsp\n\t"
                     "movq $0, 32(%%rsp)\n\t" /* OVERLAPPED: null */
                     "call WriteFile\n\t"
                     "movq %%rbx, %%rsp"
                     : "=a"(rax), "+r"(r8), "+r"(r9), "+c"(handle), "+d"(bytes)
                     :
                     : "rbx", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "cc", "memory");
    return (int)rax != 0 ? (ptrdiff_t)written : -1;
}
