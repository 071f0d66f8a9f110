// process/program.h: making an address space with a program in it, ready to start.
#pragma once

#include "abi/processes.h"
#include "arch/trap_frame.h"
#include "fs/inode.h"
#include "process/arguments.h"

struct Program {
    Ref<AddressSpace> space;
    VirtAddr entry;
    VirtAddr stack_pointer;
    Personality personality;
    const char* path; // of a script, that of its interpreter: as given, or in the arguments

    void begin(TrapFrame& frame) const; // the program begins when this frame is returned to
};

// Loads the program at a path into a new address space. If it is a script, its interpreter is loaded, and finds it among its
// arguments.
Result<Program> load_program(const Ref<Inode>& directory, const char* path, ArgumentBlock& arguments);

// The last component of a path.
const char* base_name(const char* path);
