// user/tests/heap_pages.h: pages at the end of the heap, behind which there is nothing.
#pragma once

#include "tap.h"

// So many new pages of heap. They are lazy: nobody has touched them. After them nothing is mapped. They go back with
// the object. Between its birth and its end nobody may use malloc.
class HeapPages {
  public:
    static constexpr u64 kPage = 4096;

    explicit HeapPages(usize pages) {
        const u64 end = sys::brk(0).value();
        old_end_ = end;
        start_ = (end + kPage - 1) / kPage * kPage;
        if (!sys::brk(start_ + pages * kPage)) tap::bail_out("no heap of %lu pages", pages);
        end_ = start_ + pages * kPage;
    }
    HeapPages(const HeapPages&) = delete;
    HeapPages& operator=(const HeapPages&) = delete;
    ~HeapPages() { give_back(); }

    void give_back() {
        if (end_ != start_) (void)sys::brk(old_end_);
        end_ = start_;
    }

    u64 start() const { return start_; }
    u64 end() const { return end_; }
    char* bytes() const { return reinterpret_cast<char*>(start_); }   // what the kernel gave is memory
    char* end_bytes() const { return reinterpret_cast<char*>(end_); } // its end

  private:
    u64 old_end_;
    u64 start_;
    u64 end_ = 0;
};
