// abi/packed.h: Packed<T>, the one parameter of a row that takes a structure instead of single values.
//
// A structure of up to 56 bytes travels in the registers a1 to a7. A larger one stays in the caller's memory (it is
// spilled): a1 is its address, and the kernel copies it in, once. Which of the two it is follows from the type alone,
// and the handler is written the same way for both. docs/calls.md tells when to use which.
#pragma once

#include "abi/integers.h"
#include <type_traits>

// So many registers carry arguments.
constexpr usize kArgumentRegisters = 7;

template <class T> class Packed {
    static_assert(std::is_trivially_copyable_v<T>,
                  "a structure is packed as its bytes: it must be trivially copyable");

  public:
    using Value = T;
    static constexpr bool kSpilled = sizeof(T) > kArgumentRegisters * sizeof(u64);
    static constexpr usize kWords = kSpilled ? 1 : (sizeof(T) + sizeof(u64) - 1) / sizeof(u64);

    // A program's structure. It is not copied here, and must live until the call is over: as an argument does.
    [[gnu::always_inline]] Packed(const T& value) : place_(&value) {}

    // As it arrives in the kernel: registers is where a1 was saved, with a2 to a7 behind it.
    [[gnu::always_inline]] static Packed in_registers(const u64* registers) { return Packed(registers, 0); }

    // What a program puts into register a1 + n: a word of the structure, the rest of the last one zero; or its address.
    template <usize n> [[gnu::always_inline]] u64 word() const {
        if constexpr (kSpilled) return reinterpret_cast<u64>(place_); // to the kernel it is a number
        constexpr usize kLeft = sizeof(T) - n * sizeof(u64);
        const char* bytes = static_cast<const char*>(__builtin_assume_aligned(place_, alignof(T)));
        u64 word = 0;
        __builtin_memcpy(&word, bytes + n * sizeof(u64), kLeft < sizeof(u64) ? kLeft : sizeof(u64));
        return word;
    }

    // In the kernel: the registers that hold the words, or, of one that was spilled, where the program has it.
    const u64* words() const { return static_cast<const u64*>(place_); }
    u64 address() const { return *words(); }

  private:
    [[gnu::always_inline]] Packed(const u64* registers, int) : place_(registers) {}
    const void* place_;
};

template <class T> inline constexpr bool is_packed = false;
template <class T> inline constexpr bool is_packed<Packed<T>> = true;
