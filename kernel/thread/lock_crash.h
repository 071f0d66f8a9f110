// thread/lock_crash.h: mistakes with locks that the kernel makes on request, so that a class can see each noticed.
#pragma once

// By the value of the boot argument `crash`: order, recursion or sleep. False if it is none of these. A kernel that was
// not built with DEBUG=1 would not notice, so it makes none and says so.
bool misuse_locks_on_request(const char* kind);
