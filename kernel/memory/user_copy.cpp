// memory/user_copy.cpp: the only ways to a program's memory: page by page, through a walk in software.
#include "memory/user_copy.h"
#include "lib/string.h"
#include "memory/address_space.h"

namespace {

// How many of `bytes` lie in the same page as `at`.
usize up_to_page_end(u64 at, usize bytes) {
    const usize here = kPageSize - VirtAddr(at).page_offset();
    return bytes < here ? bytes : here;
}

} // namespace

Result<void> copy_in_bytes(AddressSpace& space, void* to, VirtAddr from, usize bytes) {
    if (!in_user_range(from, bytes)) return Errno::fault;
    u8* next = static_cast<u8*>(to);
    for (u64 at = from.value(); bytes > 0;) {
        const usize count = up_to_page_end(at, bytes);
        Guard guard(space.lock());
        const u8* page = TRY(space.page_for(VirtAddr(at).page(), Access::read));
        memcpy(next, page + VirtAddr(at).page_offset(), count);
        next += count;
        at += count;
        bytes -= count;
    }
    return {};
}

Result<void> copy_out_bytes(AddressSpace& space, VirtAddr to, const void* from, usize bytes) {
    if (!in_user_range(to, bytes)) return Errno::fault;
    const u8* next = static_cast<const u8*>(from);
    for (u64 at = to.value(); bytes > 0;) {
        const usize count = up_to_page_end(at, bytes);
        Guard guard(space.lock());
        u8* page = TRY(space.page_for(VirtAddr(at).page(), Access::write));
        memcpy(page + VirtAddr(at).page_offset(), next, count);
        next += count;
        at += count;
        bytes -= count;
    }
    return {};
}

Result<usize> copy_string(AddressSpace& space, char* to, Str from, usize size) {
    usize length = 0;
    for (u64 at = from.address(); length < size;) {
        if (!in_user_range(VirtAddr(at), 1)) return Errno::fault;
        const usize count = up_to_page_end(at, size - length);
        Guard guard(space.lock());
        const u8* page = TRY(space.page_for(VirtAddr(at).page(), Access::read));
        const u8* text = page + VirtAddr(at).page_offset();
        for (usize i = 0; i < count; i++) {
            to[length] = static_cast<char>(text[i]);
            if (text[i] == 0) return length;
            length++;
        }
        at += count;
    }
    return Errno::nametoolong;
}

Result<void> UserSink::put(const void* bytes, usize count) {
    TRY(copy_out_bytes(space_, VirtAddr(next_), bytes, count));
    next_ += count;
    left_ -= count;
    return {};
}

Result<void> UserSource::take(void* to, usize count) {
    TRY(copy_in_bytes(space_, to, VirtAddr(next_), count));
    next_ += count;
    left_ -= count;
    return {};
}
