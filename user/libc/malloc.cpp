// user/libc/malloc.cpp: malloc, free and their kin, on top of the heap.

#include "heap.h"
#include "lock.h"
#include <bit>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

namespace {

using libc::Block;
using libc::Heap;
using HeapHolder = libc::Holder<libc::Lock>;

constinit Heap heap;

// Memory at a multiple of the alignment, a power of 2 greater than the heap's own.
void* allocate_aligned(usize alignment, usize bytes) {
    // Room to move up to the next such address, and for a block in front.
    const HeapHolder holder(libc::heap_lock);
    const usize size = Heap::block_size(bytes);
    const usize room = alignment + sizeof(libc::FreeBlock);
    Block* block = heap.allocate(size && alignment <= PTRDIFF_MAX / 2 ? size + room : 0);
    if (!block) return nullptr;
    const u64 address = reinterpret_cast<u64>(block->memory()); // only a number can be rounded
    usize gone = -address % alignment;
    if (gone > 0 && gone < sizeof(libc::FreeBlock)) gone += alignment;
    if (gone > 0) block = heap.cut_front(block, gone);
    heap.cut_end(block, size);
    return block->memory();
}

} // namespace

extern "C" {

void* malloc(size_t bytes) {
    const HeapHolder holder(libc::heap_lock);
    Block* block = heap.allocate(Heap::block_size(bytes));
    return block ? block->memory() : nullptr;
}

void free(void* memory) {
    if (!memory) return;
    const HeapHolder holder(libc::heap_lock);
    heap.release(heap.checked(memory, "free: "));
}

void* calloc(size_t count, size_t bytes) {
    usize size;
    if (__builtin_mul_overflow(count, bytes, &size)) {
        errno = ENOMEM;
        return nullptr;
    }
    void* memory = malloc(size);
    return memory ? memset(memory, 0, size) : nullptr;
}

void* realloc(void* memory, size_t bytes) {
    if (!memory) return malloc(bytes);
    const HeapHolder holder(libc::heap_lock);
    Block* const block = heap.checked(memory, "realloc: ");
    const usize size = Heap::block_size(bytes);
    if (size != 0 && size <= block->size) {
        heap.cut_end(block, size);
        return memory;
    }
    if (size != 0 && heap.grow_in_place(block, size)) return memory;
    Block* const larger = heap.allocate(size);
    if (!larger) return nullptr;
    memcpy(larger->memory(), memory, block->memory_size());
    heap.release(block);
    return larger->memory();
}

void* reallocarray(void* memory, size_t count, size_t bytes) {
    usize size;
    if (__builtin_mul_overflow(count, bytes, &size)) {
        errno = ENOMEM;
        return nullptr;
    }
    return realloc(memory, size);
}

void* aligned_alloc(size_t alignment, size_t bytes) {
    if (!std::has_single_bit(alignment)) {
        errno = EINVAL;
        return nullptr;
    }
    return alignment <= libc::kHeapAlignment ? malloc(bytes) : allocate_aligned(alignment, bytes);
}

int posix_memalign(void** memory, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void*) != 0 || !std::has_single_bit(alignment)) return EINVAL;
    void* found = aligned_alloc(alignment, bytes);
    if (!found) return ENOMEM;
    *memory = found;
    return 0;
}

} // extern "C"
