// debug/crash.h: mistakes that the kernel makes on request, so that a class can see what a panic looks like.
#pragma once

// By the value of the boot argument `crash`: null, ebreak, ecall or assert. Anything else is only remarked upon.
void crash_on_request(const char* kind);
