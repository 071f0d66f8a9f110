// debug/crash.cpp: mistakes that the kernel makes on request.
#include "debug/crash.h"
#include "debug/log.h"
#include "lib/assert.h"
#include "lib/string.h"

void crash_on_request(const char* kind) {
    if (strcmp(kind, "null") == 0) {
        volatile int* nothing = nullptr;
        *nothing = 1;
    }
    if (strcmp(kind, "ebreak") == 0) asm volatile("ebreak"); // the instruction itself is the point
    if (strcmp(kind, "ecall") == 0) asm volatile("ecall");   // a call from the kernel to itself: likewise
    kassert(strcmp(kind, "assert") != 0);
    log("crash=%s: this kernel knows null, ebreak, ecall and assert; order, recursion and sleep\n", kind);
}
