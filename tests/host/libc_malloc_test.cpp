// tests/host/libc_malloc_test.cpp: malloc under stress, at the end of memory, and in the hands of faulty programs.

#include "libc_names.h"
#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace libc {
void* move_heap_end(intptr_t change); // libc_kernel.cpp
}

namespace {

class Malloc : public testing::Test {
  protected:
    ~Malloc() override { FakeKernel::instance().memory_limit = 64 << 20; }
    size_t below(size_t limit) { return random_() % limit; }

    // What the test knows of a block: its memory is filled with one byte.
    struct Known {
        size_t size;
        unsigned char byte;
    };

    void fill(unsigned char* memory, size_t size) {
        const unsigned char byte = static_cast<unsigned char>(random_());
        memset(memory, byte, size);
        EXPECT_EQ(reinterpret_cast<uint64_t>(memory) % 16, 0u);
        known_[memory] = {size, byte};
        // It overlaps neither the block before nor the block after.
        const auto here = known_.find(memory);
        if (here != known_.begin()) {
            EXPECT_LE(std::prev(here)->first + std::prev(here)->second.size, memory);
        }
        if (std::next(here) != known_.end()) {
            EXPECT_LE(memory + size, std::next(here)->first);
        }
    }

    void check(unsigned char* memory, size_t size) {
        const unsigned char byte = known_[memory].byte;
        ASSERT_TRUE(std::all_of(memory, memory + size, [&](unsigned char each) { return each == byte; }));
    }

    std::map<unsigned char*, Known>::iterator any() {
        return std::next(known_.begin(), below(known_.size()));
    }

    void free_any() {
        const auto victim = any();
        check(victim->first, victim->second.size);
        stile_free(victim->first);
        known_.erase(victim);
    }

    void resize_any(size_t size) {
        const auto victim = any();
        const Known before = victim->second;
        unsigned char* moved = static_cast<unsigned char*>(stile_realloc(victim->first, size));
        ASSERT_NE(moved, nullptr);
        known_.erase(victim);
        known_[moved] = before;
        check(moved, std::min(size, before.size));
        fill(moved, size);
    }

    std::map<unsigned char*, Known> known_;
    std::mt19937_64 random_{1};
};

unsigned char* bytes(void* memory) { return static_cast<unsigned char*>(memory); }

TEST_F(Malloc, BlocksKeepWhatIsInThem) {
    for (int i = 0; i < 40'000; ++i) {
        const size_t size = below(below(8) == 0 ? 20'000 : 300);
        const bool full = known_.size() > 500;
        switch (full ? 0 : below(8)) {
        case 0:
        case 1:
        case 2:
            if (!known_.empty()) free_any();
            break;
        case 3:
            if (!known_.empty()) resize_any(size);
            break;
        case 4: {
            const size_t alignment = size_t{1} << below(13);
            void* memory = stile_aligned_alloc(alignment, size);
            ASSERT_EQ(reinterpret_cast<uint64_t>(memory) % alignment, 0u);
            fill(bytes(memory), size);
            break;
        }
        case 5: {
            unsigned char* memory = bytes(stile_calloc(size, 3));
            ASSERT_EQ(std::count(memory, memory + 3 * size, 0), static_cast<ptrdiff_t>(3 * size));
            fill(memory, 3 * size);
            break;
        }
        default: fill(bytes(stile_malloc(size)), size); break;
        }
        if (HasFatalFailure()) return;
    }
    while (!known_.empty()) free_any();
    // All of it has come together again, and the kernel has got it back but for a little.
    EXPECT_LE(FakeKernel::instance().heap_bytes(), 256u << 10);
}

TEST_F(Malloc, SurvivesTheEndOfMemory) {
    FakeKernel& kernel = FakeKernel::instance();
    for (int round = 0; round < 5; ++round) {
        kernel.memory_limit = kernel.heap_bytes() + (4 << 20);
        size_t total = 0;
        for (;;) {
            const size_t size = 1 + below(10'000);
            stile_errno = 0;
            void* memory = stile_malloc(size);
            if (!memory) break;
            fill(bytes(memory), size);
            total += size;
        }
        EXPECT_EQ(stile_errno, ENOMEM);
        EXPECT_GT(total, 3'500'000u);
        // A block that cannot grow stays as it was.
        const auto last = any();
        stile_errno = 0;
        EXPECT_EQ(stile_realloc(last->first, 8 << 20), nullptr);
        EXPECT_EQ(stile_errno, ENOMEM);
        check(last->first, last->second.size);
        EXPECT_EQ(stile_aligned_alloc(4096, 8 << 20), nullptr);
        while (!known_.empty()) free_any();
        void* again = stile_malloc(3 << 20);
        EXPECT_NE(again, nullptr);
        stile_free(again);
    }
}

TEST_F(Malloc, ImpossibleSizesAreRefused) {
    for (const size_t size :
         {SIZE_MAX, SIZE_MAX - 15, size_t{1} << 63, size_t{LONG_MAX}, size_t{1} << 48, size_t{1} << 40}) {
        stile_errno = 0;
        EXPECT_EQ(stile_malloc(size), nullptr) << size;
        EXPECT_EQ(stile_errno, ENOMEM);
        EXPECT_EQ(stile_aligned_alloc(64, size), nullptr) << size;
    }
    EXPECT_EQ(stile_calloc(SIZE_MAX / 2 + 2, 2), nullptr);
    EXPECT_EQ(stile_reallocarray(nullptr, SIZE_MAX / 2 + 2, 2), nullptr);
    EXPECT_EQ(stile_aligned_alloc(size_t{1} << 63, 1), nullptr);
    stile_errno = 0;
    EXPECT_EQ(stile_aligned_alloc(24, 1), nullptr);
    EXPECT_EQ(stile_errno, EINVAL);
    void* memory = this;
    EXPECT_EQ(stile_posix_memalign(&memory, 4, 1), EINVAL);
    EXPECT_EQ(stile_posix_memalign(&memory, 24, 1), EINVAL);
    EXPECT_EQ(stile_posix_memalign(&memory, 64, SIZE_MAX), ENOMEM);
    EXPECT_EQ(memory, this);
}

TEST_F(Malloc, SmallestBlocksDiffer) {
    void* first = stile_malloc(0);
    void* second = stile_malloc(0);
    EXPECT_NE(first, nullptr);
    EXPECT_NE(first, second);
    stile_free(first);
    stile_free(second);
    stile_free(nullptr);
}

TEST_F(Malloc, BlocksGrowInPlaceIntoFreeMemory) {
    void* first = stile_malloc(1'000);
    void* second = stile_malloc(1'000);
    void* fence = stile_malloc(16);
    stile_free(second);
    EXPECT_EQ(stile_realloc(first, 1'900), first);
    EXPECT_EQ(stile_realloc(first, 100), first);
    void* reused = stile_malloc(500); // what was cut off can be had again
    EXPECT_GT(reused, first);
    EXPECT_LT(reused, fence);
    stile_free(first);
    stile_free(reused);
    stile_free(fence);
}

TEST_F(Malloc, OthersMayMoveTheEndOfMemoryToo) {
    for (int i = 0; i < 50; ++i) {
        for (int j = 0; j < 20; ++j) {
            const size_t size = below(9'000);
            fill(bytes(stile_malloc(size)), size);
        }
        const size_t theirs = 1 + below(500);
        memset(libc::move_heap_end(static_cast<intptr_t>(theirs)), 0x77, theirs);
    }
    while (!known_.empty()) free_any();
}

using MallocDeathTest = Malloc;

TEST_F(MallocDeathTest, ASecondFreeIsFound) {
    void* memory = stile_malloc(100);
    void* fence = stile_malloc(100);
    stile_free(memory);
    EXPECT_DEATH(stile_free(memory), "free: memory that is free already \\(a double free\\): 0x[0-9a-f]+");
    stile_free(fence);
    // Also of a block that has become part of another.
    EXPECT_DEATH(stile_free(fence), "double free");
    EXPECT_DEATH(stile_realloc(fence, 5), "realloc: memory that is free already");
}

TEST_F(MallocDeathTest, AFreeOfWhatMallocNeverGaveIsFound) {
    int on_stack[16] = {};
    char* memory = static_cast<char*>(stile_malloc(100));
    memset(memory, 0x5a, 100);
    EXPECT_DEATH(stile_free(on_stack), "free: memory that is not malloc's");
    EXPECT_DEATH(stile_free(memory + 1), "free: memory that is not malloc's");
    EXPECT_DEATH(stile_free(memory + 32), "free: memory that is not malloc's");
    stile_free(memory);
}

TEST_F(MallocDeathTest, AWriteBeyondTheEndIsFound) {
    char* memory = static_cast<char*>(stile_malloc(100));
    void* next = stile_malloc(100);
    memset(memory, 0x5a, 128);
    EXPECT_DEATH(stile_free(memory), "free: memory that was written beyond its end");
    EXPECT_DEATH(stile_free(next), "free: memory that is not malloc's");
    // The heap stays as it is: no other test may use it.
}

} // namespace
