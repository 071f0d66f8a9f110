// debug/crash.h: mistakes that the kernel makes on request, so that a class can see what a panic looks like.
#pragma once

// By the value of the boot argument `crash`: null, ebreak, ecall, assert, text, execute or stack. Anything else is only
// remarked upon, and so is what this mode does not notice.
void crash_on_request(const char* kind);
