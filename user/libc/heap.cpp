// user/libc/heap.cpp: finding, splitting and joining the blocks of the heap.

#include "heap.h"
#include <bit>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace libc {

namespace {

constexpr usize kPage = 4096;
constexpr usize kGrowth = 64 * 1024;    // what is asked of the kernel, at least
constexpr usize kReturned = 256 * 1024; // a free end of the heap this large is given back
constexpr usize kSmallest = sizeof(FreeBlock);

constexpr usize round_up(usize value, usize unit) { return (value + unit - 1) / unit * unit; }

// Without stdio, which may need malloc itself.
[[noreturn]] void die(const char* action, const char* what, void* memory) {
    char text[128];
    strlcpy(text, action, sizeof text);
    strlcat(text, what, sizeof text);
    strlcat(text, " 0x", sizeof text);
    usize length = strlen(text);
    const u64 address = reinterpret_cast<u64>(memory); // to be shown
    for (int shift = 44; shift >= 0; shift -= 4) text[length++] = "0123456789abcdef"[address >> shift & 0xf];
    text[length++] = '\n';
    write(STDERR_FILENO, text, length);
    abort();
}

} // namespace

usize Heap::block_size(usize memory) {
    if (memory > PTRDIFF_MAX / 2) return 0;
    const usize size = round_up(memory + sizeof(Block), kHeapAlignment);
    return size < kSmallest ? kSmallest : size;
}

// One list for each size below 512 bytes, then one for each power of two.
usize Heap::list_of(usize size) {
    constexpr usize kExact = 512;
    if (size < kExact) return size / kHeapAlignment;
    const usize list = kExact / kHeapAlignment + static_cast<usize>(std::bit_width(size / kExact)) - 1;
    return list < kLists ? list : kLists - 1;
}

void Heap::insert(Block* block) {
    FreeBlock* first = static_cast<FreeBlock*>(block);
    const usize list = list_of(block->size);
    first->set_mark(Block::Mark::free);
    first->next_free = lists_[list];
    first->previous_free = nullptr;
    if (lists_[list]) lists_[list]->previous_free = first;
    lists_[list] = first;
    not_empty_ |= 1ul << list;
}

void Heap::remove(Block* block) {
    FreeBlock* gone = static_cast<FreeBlock*>(block);
    const usize list = list_of(block->size);
    if (gone->next_free) gone->next_free->previous_free = gone->previous_free;
    if (gone->previous_free)
        gone->previous_free->next_free = gone->next_free;
    else
        lists_[list] = gone->next_free;
    if (!lists_[list]) not_empty_ &= ~(1ul << list);
}

// The first block that is large enough. In the lists above its own, every block is.
FreeBlock* Heap::find(usize size) {
    const usize list = list_of(size);
    for (FreeBlock* block = lists_[list]; block; block = block->next_free) {
        if (block->size >= size) return block;
    }
    const u64 above = not_empty_ & ~1ul << list;
    return above ? lists_[std::countr_zero(above)] : nullptr;
}

// The last block reaches up to a new fence at the end of the heap.
void Heap::end_with_fence(Block* last, char* end) {
    end_ = end;
    Block* fence = Block::at(end) - 1;
    last->size = static_cast<u64>(fence->start() - last->start());
    fence->size = 0;
    fence->set_mark(Block::Mark::fence);
    fence->previous_size = last->size;
}

// What the kernel gives usually continues the heap. If the program has moved the end of its memory in between, a new
// stretch begins.
bool Heap::grow(usize size) {
    const usize bytes = round_up(size + 2 * sizeof(Block), kGrowth);
    void* memory = move_heap_end(static_cast<intptr_t>(bytes));
    if (memory == kNoHeap) return false;
    char* start = static_cast<char*>(memory);
    const usize unaligned = reinterpret_cast<u64>(start) % kHeapAlignment; // a stranger may have left any end
    Block* block;
    if (start == end_) {
        block = Block::at(start) - 1; // the old fence becomes the header of what is new
    } else {
        block = Block::at(unaligned ? start + kHeapAlignment - unaligned : start);
        block->previous_size = 0;
        if (!lowest_) lowest_ = start;
    }
    end_with_fence(block, start + bytes - unaligned);
    insert(join(block));
    return true;
}

// Gives the end of the heap back to the kernel, but for some to go on with.
void Heap::shrink(Block* last) {
    if (move_heap_end(0) != end_) return; // not ours alone
    const usize bytes = (last->size - kGrowth) / kPage * kPage;
    if (move_heap_end(-static_cast<intptr_t>(bytes)) == end_) end_with_fence(last, end_ - bytes);
}

Block* Heap::allocate(usize size) {
    if (size == 0) {
        errno = ENOMEM;
        return nullptr;
    }
    FreeBlock* block = find(size);
    if (!block) {
        if (!grow(size)) return nullptr;
        block = find(size);
    }
    remove(block);
    block->set_mark(Block::Mark::in_use);
    cut_end(block, size);
    return block;
}

// Makes a block free and one with its free neighbours. It is in no list yet.
Block* Heap::join(Block* block) {
    block->set_mark(Block::Mark::free); // also if it is about to become the inside of another block
    Block* const next = block->next();
    if (next->mark() == Block::Mark::free) {
        remove(next);
        block->size += next->size;
    }
    if (block->previous_size > 0 && block->previous()->mark() == Block::Mark::free) {
        Block* const previous = block->previous();
        remove(previous);
        previous->size += block->size;
        block = previous;
    }
    block->next()->previous_size = block->size;
    return block;
}

void Heap::release(Block* block) {
    block = join(block);
    const bool last = block->next()->start() + sizeof(Block) == end_;
    if (last && block->size >= kReturned) shrink(block);
    insert(block);
}

void Heap::cut_end(Block* block, usize size) {
    if (block->size - size < kSmallest) return;
    Block* const end = Block::at(block->start() + size);
    end->size = block->size - size;
    end->previous_size = size;
    block->size = size;
    end->next()->previous_size = end->size;
    release(end);
}

Block* Heap::cut_front(Block* block, usize gone) {
    Block* const kept = Block::at(block->start() + gone);
    kept->size = block->size - gone;
    kept->previous_size = gone;
    kept->set_mark(Block::Mark::in_use);
    kept->next()->previous_size = kept->size;
    block->size = gone;
    release(block);
    return kept;
}

bool Heap::grow_in_place(Block* block, usize size) {
    Block* const next = block->next();
    if (next->mark() != Block::Mark::free || block->size + next->size < size) return false;
    remove(next);
    block->size += next->size;
    block->next()->previous_size = block->size;
    cut_end(block, size);
    return true;
}

Block* Heap::checked(void* memory, const char* action) {
    char* const address = static_cast<char*>(memory);
    const bool inside = lowest_ && address >= lowest_ + sizeof(Block) && address < end_;
    // Only as a number does an address tell its alignment.
    if (!inside || reinterpret_cast<u64>(address) % kHeapAlignment != 0)
        die(action, "memory that is not malloc's:", memory);
    Block* const block = Block::of(memory);
    if (block->mark() == Block::Mark::free)
        die(action, "memory that is free already (a double free):", memory);
    if (block->mark() != Block::Mark::in_use) die(action, "memory that is not malloc's:", memory);
    const bool fits = block->size <= static_cast<usize>(end_ - block->start()) - sizeof(Block);
    if (!fits || block->next()->previous_size != block->size)
        die(action, "memory that was written beyond its end:", memory);
    return block;
}

} // namespace libc
