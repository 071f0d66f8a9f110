// arch/cpu.h: what the kernel keeps for each hart.
#pragma once

#include "arch/platform.h"
#include "lib/address.h"

struct Thread;

struct Cpu {
    usize hart = 0;         // its number, as mhartid says
    Thread* idle = nullptr; // runs when nothing else can
    Thread* dead = nullptr; // ended with the last switch; its memory is still to be given back
    PhysAddr translation;   // the root page table in satp; 0 if none
    u64 turn_end = 0;       // ticks: when the running thread has had its turn
};

inline constinit Cpu cpus[kHartsMax];
