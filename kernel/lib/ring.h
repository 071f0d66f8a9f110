// lib/ring.h: a queue of fixed capacity: a pipe's bytes, a keyboard's input, the kernel's log.
#pragma once

#include "abi/integers.h"
#include <type_traits>

// Storage: the items themselves, or, as a T*, where somebody else keeps them.
template <class T, usize capacity, class Storage = T[capacity]> class Ring {
    static_assert((capacity & (capacity - 1)) == 0, "positions wrap by a mask");

  public:
    constexpr Ring() = default;
    explicit Ring(Storage items) requires std::is_pointer_v<Storage> : items_(items) {}

    usize size() const { return written_ - read_; }
    usize space() const { return capacity - size(); }
    bool empty() const { return written_ == read_; }
    bool full() const { return size() == capacity; }

    bool push(T item) { // false when full
        if (full()) return false;
        items_[written_++ % capacity] = item;
        return true;
    }
    void push_over(T item) { // drops the oldest when full
        if (full()) read_++;
        items_[written_++ % capacity] = item;
    }
    T pop() { return items_[read_++ % capacity]; }           // must not be empty
    T pop_newest() { return items_[--written_ % capacity]; } // must not be empty
    T newest(usize back = 0) const { return items_[(written_ - 1 - back) % capacity]; }
    T oldest(usize ahead = 0) const { return items_[(read_ + ahead) % capacity]; }

    // The longest stretch of free, or of filled, places that lie side by side; for copying in bulk.
    T* free_run(usize& length) {
        const usize start = written_ % capacity;
        length = space() < capacity - start ? space() : capacity - start;
        return &items_[start];
    }
    const T* filled_run(usize& length) const {
        const usize start = read_ % capacity;
        length = size() < capacity - start ? size() : capacity - start;
        return &items_[start];
    }
    void pushed(usize count) { written_ += count; }
    void popped(usize count) { read_ += count; }

  private:
    Storage items_ = {};
    usize read_ = 0; // positions only grow; their difference is the size
    usize written_ = 0;
};
