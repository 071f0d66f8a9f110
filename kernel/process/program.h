// process/program.h: making an address space with a program in it, ready to start.
#pragma once

#include "abi/result.h"
#include "arch/trap_frame.h"
#include "fs/inode.h"
#include "memory/address_space.h"

// The strings that a new program gets: its arguments, then its environment. They are kept by the kernel while the
// old address space goes and the new one comes.
class ArgumentBlock : NonCopyable {
  public:
    static Result<Owned<ArgumentBlock>> create();
    ~ArgumentBlock();

    Result<void> add_argument(const char* text); // toobig when the block is full; all arguments first
    // The strings that a zero-terminated list of addresses in `space` leads to.
    Result<void> add_arguments(AddressSpace& space, In<Str> list);
    Result<void> add_environment(AddressSpace& space, In<Str> list);

    // Puts argc, argv, envp and the strings onto a new stack, as the RISC-V ELF psABI wants to find them at _start;
    // the stack pointer.
    Result<VirtAddr> place(AddressSpace& space) const;

  private:
    Result<void> add_list(AddressSpace& space, In<Str> list, usize& count);
    usize room() const; // bytes of strings that still fit
    char* strings() const;

    PhysAddr memory_;
    usize size_ = 0;      // bytes of strings, zero bytes included
    usize arguments_ = 0; // how many
    usize environment_ = 0;
};

struct Program {
    Owned<AddressSpace> space;
    VirtAddr entry;
    VirtAddr stack_pointer;

    void begin(TrapFrame& frame) const; // the program begins when this frame is returned to
};

// Loads the program at a path into a new address space.
Result<Program> load_program(const Ref<Inode>& directory, const char* path, const ArgumentBlock& arguments);

// The last component of a path.
const char* base_name(const char* path);
