// memory/user_copy.h: the only ways to a program's memory: copied once, then decided on.
//
// Each walks the program's page table in software, with the same checks as the hardware makes for the program itself,
// brings in pages that are lazy or shared, and answers Errno::fault where the program may not go. None relies on satp
// or on the privilege mode. Errno::nomem: a lazy page was to be brought in, and there is no memory.
#pragma once

#include "abi/result.h"
#include "lib/address.h"
#include "lib/string.h"

class AddressSpace;

// Where programs' memory ends. In a variable, so that a program that is linked with the kernel can have another end.
extern const u64 user_memory_end;

// Whether so many bytes from there on can be a program's memory at all: for handlers that look before they begin.
inline bool may_be_copied(VirtAddr start, u64 bytes) {
    return start.value() < user_memory_end && bytes <= user_memory_end - start.value();
}

Result<void> copy_in_bytes(AddressSpace& space, void* to, VirtAddr from, usize bytes);
Result<void> copy_out_bytes(AddressSpace& space, VirtAddr to, const void* from, usize bytes);

// The value is not the result: a program may well have -8 in its memory, which as a result is an error.
template <class T> Result<void> copy_in(AddressSpace& space, T& value, In<T> from) {
    return copy_in_bytes(space, &value, VirtAddr(from.address()), sizeof(T));
}
// A packed structure: from the registers, or from the program's memory, where it was spilled.
template <class T> Result<void> copy_in(AddressSpace& space, T& value, Packed<T> from) {
    if constexpr (Packed<T>::kSpilled)
        return copy_in_bytes(space, &value, VirtAddr(from.address()), sizeof(T));
    memcpy(&value, from.words(), sizeof(T));
    return {};
}
template <class T> Result<void> copy_out(AddressSpace& space, Out<T> to, const T& value) {
    return copy_out_bytes(space, VirtAddr(to.address()), &value, sizeof(T));
}

// A zero-terminated string of at most size bytes, the zero included; its length. Errno::nametoolong if it does not end.
Result<usize> copy_string(AddressSpace& space, char* to, Str from, usize size);

// A program's buffer that the kernel fills, front to back.
class UserSink {
  public:
    UserSink(AddressSpace& space, u64 address, usize size) : space_(space), next_(address), left_(size) {}
    usize left() const { return left_; }               // bytes that still fit
    Result<void> put(const void* bytes, usize count) { // count is at most left()
        TRY(copy_out_bytes(space_, VirtAddr(next_), bytes, count));
        next_ += count;
        left_ -= count;
        return {};
    }

  private:
    AddressSpace& space_;
    u64 next_;
    usize left_;
};

// A program's buffer that the kernel reads, front to back.
class UserSource {
  public:
    UserSource(AddressSpace& space, u64 address, usize size) : space_(space), next_(address), left_(size) {}
    usize left() const { return left_; } // bytes not yet read
    usize left_in_page() const {         // of them, in the same page as the next one
        const usize here = kPageSize - VirtAddr(next_).page_offset();
        return left_ < here ? left_ : here;
    }
    Result<void> take(void* to, usize count) { // count is at most left()
        TRY(copy_in_bytes(space_, to, VirtAddr(next_), count));
        next_ += count;
        left_ -= count;
        return {};
    }

  private:
    AddressSpace& space_;
    u64 next_;
    usize left_;
};
