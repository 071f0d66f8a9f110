// process/arguments.h: what a new program finds on its stack: its arguments, its environment, and what the kernel tells it.
#pragma once

#include "abi/result.h"
#include "lib/ref.h"
#include "memory/address_space.h"
#include "process/elf.h"
#include <span>

// The strings that a new program gets: its arguments, then its environment, then its path. They are kept by the kernel while
// the old address space goes and the new one comes.
class ArgumentBlock : NonCopyable {
  public:
    static Result<Owned<ArgumentBlock>> create();
    ~ArgumentBlock();

    // toobig when the block is full. All arguments come first, then all variables, and the path last.
    Result<void> add_argument(const char* text);
    Result<void> add_variable(const char* text);
    Result<void> add_path(const char* path);
    // The strings that a zero-terminated list of addresses in `space` leads to.
    Result<void> add_arguments(AddressSpace& space, In<Str> list);
    Result<void> add_environment(AddressSpace& space, In<Str> list);

    // --- for scripts ---
    Result<void> insert_first(const char* argument);
    Result<void> replace_first(const char* argument);
    const char* first() const { return strings(); }

    std::span<const char> arguments() const; // each with its zero byte

    // Puts argc, argv, envp, the auxiliary vector and the strings onto a new stack, as the RISC-V ELF psABI wants to find
    // them at _start; the stack pointer.
    Result<VirtAddr> place(AddressSpace& space, const ElfImage& image) const;

  private:
    Result<void> add_list(AddressSpace& space, In<Str> list, usize& count);
    Result<void> add_string(const char* text);
    Result<VirtAddr> place_addresses(AddressSpace& space, VirtAddr next, VirtAddr strings_start) const;
    usize room() const; // bytes of strings that still fit
    char* strings() const;

    PhysAddr memory_;
    usize size_ = 0;      // bytes of strings, zero bytes included
    usize arguments_ = 0; // how many
    usize environment_ = 0;
};
