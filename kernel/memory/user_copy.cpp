// memory/user_copy.cpp: the only ways to a program's memory: page by page, through a walk in software.
#include "memory/user_copy.h"
#include "lib/string.h"
#include "memory/address_space.h"

constinit const u64 user_memory_end = kUserEnd.value();

namespace {

// How many of `bytes` lie in the same page as `at`.
usize up_to_page_end(u64 at, usize bytes) {
    const usize here = kPageSize - VirtAddr(at).page_offset();
    return bytes < here ? bytes : here;
}

// Most copies are small, and lie in one page that is there. Not so, if there are no bytes: then no page need be there.
[[gnu::always_inline]] inline bool lie_in_one_page(VirtAddr at, usize bytes) {
    return at.value() < kUserEnd.value() && bytes - 1 < kPageSize - at.page_offset();
}

// Rare, and so not to be made part of the common case.
[[gnu::noinline]] Result<void> copy_in_pieces(AddressSpace& space, u8* to, VirtAddr from, usize bytes) {
    if (!in_user_range(from, bytes)) return Errno::fault;
    while (bytes > 0) {
        const usize count = up_to_page_end(from.value(), bytes);
        Guard guard(space.lock());
        const u8* page = TRY(space.page_for(from, Access::read));
        memcpy(to, page + from.page_offset(), count);
        to += count;
        from = from + count;
        bytes -= count;
    }
    return {};
}

[[gnu::noinline]] Result<void> copy_out_pieces(AddressSpace& space, VirtAddr to, const u8* from,
                                               usize bytes) {
    if (!in_user_range(to, bytes)) return Errno::fault;
    while (bytes > 0) {
        const usize count = up_to_page_end(to.value(), bytes);
        Guard guard(space.lock());
        u8* page = TRY(space.page_for(to, Access::write));
        memcpy(page + to.page_offset(), from, count);
        to = to + count;
        from += count;
        bytes -= count;
    }
    return {};
}

} // namespace

Result<void> copy_in_bytes(AddressSpace& space, void* to, VirtAddr from, usize bytes) {
    if (lie_in_one_page(from, bytes)) [[likely]] {
        Guard guard(space.lock());
        if (const u8* page = space.page_if_ready(from, Access::read)) [[likely]] {
            memcpy(to, page + from.page_offset(), bytes);
            return {};
        }
    }
    return copy_in_pieces(space, static_cast<u8*>(to), from, bytes);
}

Result<void> copy_out_bytes(AddressSpace& space, VirtAddr to, const void* from, usize bytes) {
    if (lie_in_one_page(to, bytes)) [[likely]] {
        Guard guard(space.lock());
        if (u8* page = space.page_if_ready(to, Access::write)) [[likely]] {
            memcpy(page + to.page_offset(), from, bytes);
            return {};
        }
    }
    return copy_out_pieces(space, to, static_cast<const u8*>(from), bytes);
}

Result<usize> copy_string(AddressSpace& space, char* to, Str from, usize size) {
    char* const start = to;
    char* const end = to + size;
    for (u64 at = from.address(); to < end;) {
        if (!in_user_range(VirtAddr(at), 1)) return Errno::fault;
        const usize count = up_to_page_end(at, static_cast<usize>(end - to));
        Guard guard(space.lock());
        const u8* text = TRY(space.page_for(VirtAddr(at), Access::read)) + VirtAddr(at).page_offset();
        for (char* const piece_end = to + count; to < piece_end; to++, text++) {
            *to = static_cast<char>(*text);
            if (*to == 0) return static_cast<usize>(to - start);
        }
        at += count;
    }
    return Errno::nametoolong;
}
