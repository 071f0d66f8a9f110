// user/tests/libc_malloc.cpp: malloc and its kin: blocks that keep what is in them, and come back.
#include "child.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <new>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace {

u64 address_of(const void* memory) { return reinterpret_cast<u64>(memory); }

struct Block {
    u8* memory;
    usize size;
    u8 mark;
};

bool is_intact(const Block& block) {
    for (usize i = 0; i < block.size; i++)
        if (block.memory[i] != block.mark) return false;
    return true;
}

// Any order of malloc, realloc and free; each block keeps its own mark all the while.
void at_random(u64 seed) {
    tap::All all(tap::words("blocks of all sizes keep what is in them, seed %lu", seed).text);
    static Block blocks[200];
    memset(blocks, 0, sizeof blocks);
    Random random(seed);
    for (int n = 0; n < 6000; n++) {
        Block& block = blocks[random.below(200)];
        const usize size = random.below(10) ? random.below(300) : random.below(50'000);
        if (!block.memory) {
            block = {static_cast<u8*>(malloc(size)), size, static_cast<u8>(n)};
        } else if (random.below(3) == 0) {
            u8* moved = static_cast<u8*>(realloc(block.memory, size + 1));
            const usize kept = size + 1 < block.size ? size + 1 : block.size;
            bool right = moved != nullptr;
            for (usize i = 0; right && i < kept; i++) right = moved[i] == block.mark;
            all.check(right, "realloc from %lu to %lu bytes", block.size, size + 1);
            block = {moved, size + 1, static_cast<u8>(n)};
        } else {
            all.check(is_intact(block), "a block of %lu bytes", block.size);
            free(block.memory);
            block.memory = nullptr;
            continue;
        }
        if (!all.check(block.memory != nullptr || size == 0, "%lu bytes", size)) return;
        all.equal(address_of(block.memory) % 16, 0ul, "alignment");
        memset(block.memory, block.mark, block.size);
    }
    for (const Block& block : blocks) {
        if (!block.memory) continue;
        all.check(is_intact(block), "a block of %lu bytes, at the end", block.size);
        free(block.memory);
    }
}

void memory_comes_back() {
    tap::All all("memory that was freed is used again: the heap does not grow for ever");
    void* warm = malloc(100'000);
    free(warm);
    const u64 before = sys::brk(0).value();
    for (int i = 0; i < 1000; i++) {
        void* a = malloc(30'000);
        void* b = malloc(60'000);
        free(a);
        void* c = malloc(20'000);
        free(b);
        free(c);
    }
    const u64 grown = sys::brk(0).value() - before;
    all.check(grown < 500'000, "%lu bytes more", grown);
}

void impossible() {
    tap::All all("impossible requests: a null pointer and ENOMEM");
    // The compiler must not see that the sizes are absurd.
    volatile size_t huge[] = {SIZE_MAX,    SIZE_MAX - 15,   SIZE_MAX / 2,
                              PTRDIFF_MAX, size_t{1} << 40, size_t{1} << 63};
    for (volatile size_t& size : huge) {
        const size_t bytes = size;
        errno = 0;
        void* memory = malloc(bytes);
        all.check(memory == nullptr && errno == ENOMEM, "malloc(0x%lx)", bytes);
        free(memory);
    }
    volatile size_t many = size_t{1} << 33;
    errno = 0;
    void* product = calloc(many, many);
    all.check(product == nullptr && errno == ENOMEM, "calloc whose product wraps around");
    char* kept = static_cast<char*>(malloc(10));
    strcpy(kept, "kept");
    volatile size_t absurd = SIZE_MAX - 100;
    char* grown = static_cast<char*>(realloc(kept, absurd));
    all.check(grown == nullptr, "realloc to almost everything");
    all.equal(kept, "kept", "the old block");
    free(kept);
}

void kin() {
    tap::All all("calloc, realloc, aligned_alloc, posix_memalign, and free of nothing");
    u8* dirty = static_cast<u8*>(malloc(5000));
    memset(dirty, 0xff, 5000);
    free(dirty);
    u8* clean = static_cast<u8*>(calloc(50, 100));
    bool zero = clean != nullptr;
    for (usize i = 0; zero && i < 5000; i++) zero = clean[i] == 0;
    all.check(zero, "calloc");
    free(clean);
    free(nullptr);
    void* fresh = realloc(nullptr, 10);
    all.check(fresh != nullptr, "realloc of nothing");
    free(fresh);
    for (usize alignment = 16; alignment <= 65'536; alignment *= 2) {
        void* memory = aligned_alloc(alignment, 3 * alignment);
        all.check(memory && address_of(memory) % alignment == 0, "aligned_alloc to %lu", alignment);
        if (memory) memset(memory, 1, 3 * alignment);
        free(memory);
        void* other = nullptr;
        all.check(posix_memalign(&other, alignment, 100) == 0 && address_of(other) % alignment == 0,
                  "posix_memalign");
        free(other);
    }
    void* none = nullptr;
    all.equal(posix_memalign(&none, 3, 100), static_cast<int>(EINVAL), "posix_memalign to 3");
}

struct Counted {
    static inline int alive = 0;
    int value = 5;
    Counted() { alive++; }
    ~Counted() { alive--; }
};

void new_and_delete() {
    tap::All all("new and delete");
    auto* one = new Counted;
    auto* many = new Counted[10];
    all.equal(Counted::alive, 11, "constructors");
    all.equal(many[9].value, 5, "a member");
    delete one;
    delete[] many;
    all.equal(Counted::alive, 0, "destructors");
    struct alignas(128) Wide {
        char bytes[128];
    };
    auto* wide = new Wide;
    all.equal(address_of(wide) % 128, 0ul, "an object that wants to be aligned");
    delete wide;
    volatile usize absurd = usize{1} << 62;
    char* nothing = new (std::nothrow) char[absurd];
    all.check(nothing == nullptr, "new that may fail");
}

void silence() { dup2(open("/dev/null", O_WRONLY), STDERR_FILENO); }

// free of what malloc never gave is a bug that is told at once.
void misuse() {
    tap::All all("freeing twice, or what was never given, ends the program");
    const auto twice = child::run([] {
        silence();
        void* volatile memory = malloc(100);
        free(memory);
        free(memory);
        return 0;
    });
    all.equal(twice, child::ends_by(SIGABRT), "twice");
    const auto inside = child::run([] {
        silence();
        char* volatile memory = static_cast<char*>(malloc(100));
        free(memory + 8);
        return 0;
    });
    all.equal(inside, child::ends_by(SIGABRT), "the middle of a block");
}

} // namespace

int main() {
    at_random(1);
    at_random(2);
    memory_comes_back();
    impossible();
    kin();
    new_and_delete();
    if constexpr (child::kThereAre) misuse();
    return tap::done();
}
