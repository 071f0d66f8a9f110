// tests/limit/limit.h: what the assembly and the C++ of the limit agree on: the frame, and where pages are touched.
#pragma once

#define FRAME_SP   (8 * 2)  // x2
#define FRAME_EPC  (8 * 32) // behind the registers
#define FRAME_SIZE (8 * 34) // a multiple of 16, as the stack pointer must be

#define TOUCH_START 0x100000000 // an address of user mode at which nothing is mapped at first
