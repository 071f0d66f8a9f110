// user/libc/heap.h: the heap behind malloc: blocks that know their neighbours.
//
//     | header | memory .... | header | memory ....... | header | ... | fence |
//
// Every block has a header in front of its memory, with its own size and that of the block before it, so that a freed
// block finds both neighbours and joins those that are free: two free blocks never touch. Free blocks of similar size
// hang in a list together, linked through the memory that nobody uses. A fence, a header without memory, ends each
// stretch of heap. The mark in a header tells a block in use from a free one, and from what is no header at all:
// a second free, or a free of what malloc never gave, is found there.
#pragma once

#include "abi/integers.h"
#include <stdint.h>

namespace libc {

// Moves the end of the program's memory by so many bytes; where it was before, or kNoHeap and errno.
void* move_heap_end(intptr_t change);
inline void* const kNoHeap = reinterpret_cast<void*>(-1); // as sbrk says it

constexpr usize kHeapAlignment = 16;

struct alignas(kHeapAlignment) Block {
    enum class Mark : u16 { in_use = 0xa110, free = 0xf4ee, fence = 0xfe4c };

    u64 size : 48; // of the whole block, header included; a multiple of kHeapAlignment
    u64 mark_bits : 16;
    u64 previous_size; // of the block before; 0 for the first one of a stretch

    Mark mark() const { return static_cast<Mark>(mark_bits); }
    void set_mark(Mark mark) { mark_bits = static_cast<u16>(mark); }
    char* start() { return reinterpret_cast<char*>(this); } // the heap is counted in bytes
    void* memory() { return this + 1; }
    usize memory_size() const { return size - sizeof(Block); }
    Block* next() { return at(start() + size); }
    Block* previous() { return at(start() - previous_size); }

    static Block* at(void* start) { return static_cast<Block*>(start); }
    static Block* of(void* memory) { return at(memory) - 1; }
};

// A free block: the links live where the memory was.
struct FreeBlock : Block {
    FreeBlock* next_free;
    FreeBlock* previous_free;
};

class Heap {
  public:
    // The size of a block with so much memory; 0 if there can be none.
    static usize block_size(usize memory);

    Block* allocate(usize size); // null, with ENOMEM, when memory has ended
    void release(Block* block);
    bool grow_in_place(Block* block, usize size);
    void cut_end(Block* block, usize size);           // keeps so much of it
    Block* cut_front(Block* block, usize gone);       // keeps what lies behind so many bytes
    Block* checked(void* memory, const char* action); // its block; or ends the program, which broke a rule

  private:
    static constexpr usize kLists = 64;

    static usize list_of(usize size);
    FreeBlock* find(usize size);
    bool grow(usize size);
    Block* join(Block* block);
    void insert(Block* block);
    void remove(Block* block);
    void shrink(Block* last);
    void end_with_fence(Block* last, char* end);

    FreeBlock* lists_[kLists] = {};
    u64 not_empty_ = 0; // a bit for each list
    char* lowest_ = nullptr;
    char* end_ = nullptr; // behind the last fence
};

} // namespace libc
