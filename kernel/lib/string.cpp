// lib/string.cpp: copying, filling and comparing bytes, and the few functions on zero-terminated strings.
//
// Those that touch many bytes have a page of their own, .text.bulk: QEMU runs a page that holds a breakpoint
// one instruction at a time, so a loop over megabytes must not share one with the function that is looked at.
#include "lib/string.h"
#include <utility>

// GCC recognises a loop that copies or fills, and calls memcpy or memset instead. In this file that would be
// each of them calling itself for ever. (clang leaves such loops alone where -ffreestanding is given.)
#if !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

#define BULK   [[gnu::section(".text.bulk")]]
#define INLINE [[gnu::always_inline]] inline // -Og inlines nothing by itself

namespace {

// A word that may be part of an object of any type.
using Word [[gnu::may_alias]] = u64;
constexpr usize kWordSize = sizeof(Word);

// So many units are moved by straight code, then comes one jump: a page is 4 large blocks of 256 + 3
// instructions. -Og unrolls no loop either, so a block is written as a list.
constexpr usize kLargeBlock = 128; // pages are copied and cleared all the time
constexpr usize kSmallBlock = 16;  // structures are, too

template <class Unit, usize... index>
INLINE void copy_block(Unit* to, const Unit* from, std::index_sequence<index...>) {
    ((to[index] = from[index]), ...);
}
template <class Unit, usize... index>
INLINE void fill_block(Unit* to, Unit value, std::index_sequence<index...>) {
    ((to[index] = value), ...);
}

// From the first unit to the last.
template <class Unit> INLINE void copy_few(Unit* to, const Unit* from, usize count) {
    for (Unit* const end = to + count; to != end; to++, from++) *to = *from;
}
template <usize size, class Unit> INLINE void copy_blocks(Unit*& to, const Unit*& from, usize count) {
    for (Unit* const end = to + count / size * size; to != end; to += size, from += size)
        copy_block(to, from, std::make_index_sequence<size>());
}
INLINE void copy_many(Word* to, const Word* from, usize count) {
    copy_blocks<kLargeBlock>(to, from, count);
    if (count % kLargeBlock == 0) return;
    copy_blocks<kSmallBlock>(to, from, count % kLargeBlock);
    copy_few(to, from, count % kSmallBlock);
}
INLINE void copy_many(u8* to, const u8* from, usize count) {
    copy_blocks<kSmallBlock>(to, from, count);
    copy_few(to, from, count % kSmallBlock);
}
template <class Unit> INLINE void fill_few(Unit* to, Unit value, usize count) {
    for (Unit* const end = to + count; to != end; to++) *to = value;
}
INLINE void fill_many(Word* to, Word value, usize count) {
    for (Word* const end = to + count / kLargeBlock * kLargeBlock; to != end; to += kLargeBlock)
        fill_block(to, value, std::make_index_sequence<kLargeBlock>());
    fill_few(to, value, count % kLargeBlock);
}

// From the last unit to the first. The places are those behind the last.
template <class Unit> INLINE void copy_down(Unit* to, const Unit* from, usize count) {
    Unit* const first = to - count;
    while (to != first) *--to = *--from;
}

INLINE usize above_word(const void* at) {
    return reinterpret_cast<u64>(at) % kWordSize; // only the low bits are looked at
}
INLINE usize below_word(const void* at) { return -above_word(at) % kWordSize; }
INLINE Word* words(u8* at) { return reinterpret_cast<Word*>(at); } // at is aligned, and a Word may alias
INLINE const Word* words(const u8* at) { return reinterpret_cast<const Word*>(at); } // likewise

// Front to back: by bytes until words are aligned, if they ever are. Not every processor takes misaligned ones.
INLINE void copy_forward(u8* to, const u8* from, usize bytes) {
    if (bytes < kWordSize) return copy_few(to, from, bytes);
    if (above_word(to) != above_word(from)) return copy_many(to, from, bytes);
    if (const usize head = below_word(to)) {
        copy_few(to, from, head);
        to += head;
        from += head;
        bytes -= head;
    }
    copy_many(words(to), words(from), bytes / kWordSize);
    if (const usize tail = bytes % kWordSize) copy_few(to + bytes - tail, from + bytes - tail, tail);
}

// The same, back to front. The places are the ends.
INLINE void copy_backward(u8* to, const u8* from, usize bytes) {
    if (above_word(to) == above_word(from) && bytes >= kWordSize) {
        const usize tail = above_word(to);
        const usize body = (bytes - tail) & ~(kWordSize - 1);
        copy_down(to, from, tail);
        copy_down(words(to - tail), words(from - tail), body / kWordSize);
        to -= tail + body;
        from -= tail + body;
        bytes -= tail + body;
    }
    copy_down(to, from, bytes);
}

} // namespace

BULK void* memcpy(void* to, const void* from, usize bytes) {
    copy_forward(static_cast<u8*>(to), static_cast<const u8*>(from), bytes);
    return to;
}

// Front to back overwrites only what was read already, unless `to` lies inside of what is to be read.
BULK void* memmove(void* to, const void* from, usize bytes) {
    u8* const target = static_cast<u8*>(to);
    const u8* const source = static_cast<const u8*>(from);
    // These casts make numbers: a difference that wraps, because `to` is below, is huge.
    if (reinterpret_cast<u64>(to) - reinterpret_cast<u64>(from) >= bytes)
        copy_forward(target, source, bytes);
    else
        copy_backward(target + bytes, source + bytes, bytes);
    return to;
}

BULK void* memset(void* to, int byte, usize bytes) {
    u8* at = static_cast<u8*>(to);
    const u8 value = static_cast<u8>(byte);
    if (bytes >= kWordSize) {
        const usize head = below_word(at);
        const usize body = (bytes - head) & ~(kWordSize - 1);
        fill_few(at, value, head);
        fill_many(words(at + head), Word{value} * 0x0101'0101'0101'0101, body / kWordSize);
        at += head + body;
        bytes -= head + body;
    }
    fill_few(at, value, bytes);
    return to;
}

BULK int memcmp(const void* a, const void* b, usize bytes) {
    const u8* left = static_cast<const u8*>(a);
    const u8* right = static_cast<const u8*>(b);
    for (; bytes != 0; bytes--, left++, right++)
        if (*left != *right) return *left - *right;
    return 0;
}

usize strlen(const char* text) {
    usize length = 0;
    while (text[length] != '\0') length++;
    return length;
}

int strcmp(const char* a, const char* b) {
    for (; *a == *b; a++, b++)
        if (*a == '\0') return 0;
    return static_cast<u8>(*a) - static_cast<u8>(*b);
}

int strncmp(const char* a, const char* b, usize most) {
    for (; most != 0; most--, a++, b++) {
        if (*a != *b) return static_cast<u8>(*a) - static_cast<u8>(*b);
        if (*a == '\0') return 0;
    }
    return 0;
}

void copy_string(char* to, const char* text, usize size) {
    usize length = 0;
    for (; length < size - 1 && text[length] != '\0'; length++) to[length] = text[length];
    to[length] = '\0';
}
