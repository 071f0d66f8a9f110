// user/libc/memory.cpp: copying, filling and comparing memory, a word at a time where that is possible.
//
// The three functions of .text.bulk get a page of their own (linker/user.ld): the emulator runs a page that holds a
// breakpoint one instruction at a time, and nobody should wait for memcpy because of a breakpoint in main.
//
// These loops are what memcpy and memset are made of, so the compiler must not turn them into calls of memcpy and
// memset. And they are worth optimising even in a class build: nobody steps through them, everybody waits for them.
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("O2,no-tree-loop-distribute-patterns")
#endif

#include "abi/integers.h"
#include <string.h>

namespace {

// Eight bytes of whatever lies there; may_alias: objects of every type are looked at through it.
using Word [[gnu::may_alias]] = u64;

constexpr usize kWord = sizeof(Word);
constexpr usize kBlock = 8 * kWord;

// Shorter than this, finding the words costs more than they save.
constexpr usize kShort = 4 * kWord;

// The number of bytes from an address up to the next whole word.
[[gnu::always_inline]] inline usize bytes_to_word(const void* address) {
    return -reinterpret_cast<u64>(address) % kWord; // only a pointer's number tells its alignment
}

// The caller's bytes as words: the address is a multiple of the size of a word.
[[gnu::always_inline]] inline Word* words(char* bytes) {
    return reinterpret_cast<Word*>(bytes); // see above
}
[[gnu::always_inline]] inline const Word* words(const char* bytes) {
    return reinterpret_cast<const Word*>(bytes); // see above
}

[[gnu::always_inline]] inline void copy_bytes(char*& to, const char*& from, usize bytes) {
    while (bytes-- > 0) *to++ = *from++;
}

// Both addresses are multiples of a word. Takes what it copied off bytes: all but the last few.
[[gnu::always_inline]] inline void copy_words(char*& to, const char*& from, usize& bytes) {
    for (; bytes >= kBlock; bytes -= kBlock, to += kBlock, from += kBlock) {
        Word* target = words(to);
        const Word* source = words(from);
        const Word w0 = source[0], w1 = source[1], w2 = source[2], w3 = source[3];
        const Word w4 = source[4], w5 = source[5], w6 = source[6], w7 = source[7];
        target[0] = w0, target[1] = w1, target[2] = w2, target[3] = w3;
        target[4] = w4, target[5] = w5, target[6] = w6, target[7] = w7;
    }
    for (; bytes >= kWord; bytes -= kWord, to += kWord, from += kWord) *words(to) = *words(from);
}

// `to` is a multiple of a word and `from` is not, and has at least a word before it that may be read: each word
// written is put together from the two aligned ones that it straddles. Reads nothing past from + bytes.
[[gnu::always_inline]] inline void copy_straddling_words(char*& to, const char*& from, usize& bytes) {
    const usize skew = reinterpret_cast<u64>(from) % kWord; // bytes of the first word that come before `from`
    const unsigned low = 8 * skew;
    const Word* source = words(from - skew);
    Word current = *source++;
    for (; bytes >= 2 * kWord; bytes -= kWord, to += kWord, from += kWord) {
        const Word next = *source++;
        *words(to) = current >> low | next << (64 - low);
        current = next;
    }
}

} // namespace

extern "C" {

// Goes upwards and reads each byte before it writes over it, so `to` may also lie inside or before what is copied, as
// long as it is the lower of the two: memmove counts on that.
[[gnu::section(".text.bulk")]] void* memcpy(void* to, const void* from, size_t bytes) {
    char* target = static_cast<char*>(to);
    const char* source = static_cast<const char*>(from);
    if (bytes_to_word(target) == 0 && bytes_to_word(source) == 0) {
        copy_words(target, source, bytes);
    } else if (bytes >= kShort) {
        // The word more is for copy_straddling_words, which looks at the word before.
        const usize head = bytes_to_word(target) + kWord;
        copy_bytes(target, source, head);
        bytes -= head;
        if (bytes_to_word(source) == 0)
            copy_words(target, source, bytes);
        else
            copy_straddling_words(target, source, bytes);
    }
    copy_bytes(target, source, bytes);
    return to;
}

[[gnu::section(".text.bulk")]] void* memmove(void* to, const void* from, size_t bytes) {
    // As numbers, since the two may belong to different objects. A lower target wraps around to a huge distance.
    const usize distance = reinterpret_cast<u64>(to) - reinterpret_cast<u64>(from);
    if (distance >= bytes) return memcpy(to, from, bytes);
    char* target = static_cast<char*>(to) + bytes;
    const char* source = static_cast<const char*>(from) + bytes;
    const bool whole_words = distance % kWord == 0;
    while (bytes > 0 && !(whole_words && bytes_to_word(target) == 0)) {
        *--target = *--source;
        --bytes;
    }
    for (; bytes >= kWord; bytes -= kWord) {
        target -= kWord;
        source -= kWord;
        *words(target) = *words(source);
    }
    while (bytes-- > 0) *--target = *--source;
    return to;
}

[[gnu::section(".text.bulk")]] void* memset(void* to, int byte, size_t bytes) {
    char* target = static_cast<char*>(to);
    if (bytes >= kShort) {
        const usize head = bytes_to_word(target);
        bytes -= head;
        for (usize left = head; left > 0; --left) *target++ = static_cast<char>(byte);
        const Word word = static_cast<u8>(byte) * 0x0101010101010101u;
        for (; bytes >= kBlock; bytes -= kBlock, target += kBlock) {
            Word* block = words(target);
            block[0] = word, block[1] = word, block[2] = word, block[3] = word;
            block[4] = word, block[5] = word, block[6] = word, block[7] = word;
        }
        for (; bytes >= kWord; bytes -= kWord, target += kWord) *words(target) = word;
    }
    while (bytes-- > 0) *target++ = static_cast<char>(byte);
    return to;
}

void* mempcpy(void* __restrict to, const void* __restrict from, size_t bytes) {
    return static_cast<char*>(memcpy(to, from, bytes)) + bytes;
}

int memcmp(const void* a, const void* b, size_t bytes) {
    const u8* left = static_cast<const u8*>(a);
    const u8* right = static_cast<const u8*>(b);
    for (; bytes > 0; --bytes, ++left, ++right) {
        if (*left != *right) return *left - *right;
    }
    return 0;
}

void* memchr(const void* memory, int byte, size_t bytes) {
    const u8* at = static_cast<const u8*>(memory);
    for (; bytes > 0; --bytes, ++at) {
        if (*at == static_cast<u8>(byte)) return const_cast<u8*>(at);
    }
    return nullptr;
}

void* memrchr(const void* memory, int byte, size_t bytes) {
    const u8* first = static_cast<const u8*>(memory);
    while (bytes-- > 0) {
        if (first[bytes] == static_cast<u8>(byte)) return const_cast<u8*>(first + bytes);
    }
    return nullptr;
}

void* memmem(const void* memory, size_t bytes, const void* wanted, size_t wanted_bytes) {
    const u8* first = static_cast<const u8*>(memory);
    const u8* pattern = static_cast<const u8*>(wanted);
    if (wanted_bytes == 0) return const_cast<u8*>(first);
    while (bytes >= wanted_bytes) {
        const void* found = memchr(first, *pattern, bytes - wanted_bytes + 1);
        if (!found) return nullptr;
        const u8* match = static_cast<const u8*>(found);
        if (memcmp(match, pattern, wanted_bytes) == 0) return const_cast<u8*>(match);
        bytes -= static_cast<usize>(match - first) + 1;
        first = match + 1;
    }
    return nullptr;
}

} // extern "C"
