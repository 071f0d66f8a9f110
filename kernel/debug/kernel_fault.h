// debug/kernel_fault.h: what a mistake of the kernel probably was, by the address that it wanted.
#pragma once

struct TrapFrame;

// In words, or nullptr if the address tells nothing.
const char* guess_kernel_fault(const TrapFrame& frame);
