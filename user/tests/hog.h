// user/tests/hog.h: takes the memory of the whole machine, to the page.
#pragma once

#include "tap.h"

inline u64 free_pages() {
    SystemInfo info{};
    (void)sys::system_info(&info);
    return info.free_pages;
}

// Heap, touched until so many pages are free. For a child of the test: it holds what it has until it ends.
class Hog {
  public:
    static constexpr u64 kPage = 4096;

    // Reserves addresses, and the page tables for the last part: so that there one touch costs just one page.
    Hog() : old_end_(sys::brk(0).value()), start_((old_end_ + kTable - 1) / kTable * kTable) {
        if (!sys::brk(start_ + 1024 * kTable)) _exit(100);
        touch(start_);          // the fine part: one table
        touch(start_ + kTable); // what stays lazy until the test is over: another
        fine_ = start_ + kPage;
        coarse_ = start_ + 2 * kTable;
    }

    void take_all_but(u64 pages) {
        constexpr u64 kMargin = 400; // the fine part has more pages
        for (u64 left = free_pages(); left > pages + kMargin; left = free_pages()) {
            for (u64 i = 0; i < (left - pages - kMargin + 1) / 2; i++, coarse_ += kPage) touch(coarse_);
        }
        for (; free_pages() > pages; fine_ += kPage) touch(fine_);
    }
    void give_back() const { (void)sys::brk(old_end_); }

    // Address space that is this program's, but has no memory yet.
    u64 lazy() const { return start_ + kTable + 16 * kPage; }

  private:
    static constexpr u64 kTable = 512 * kPage; // memory that one page table covers
    static void touch(u64 address) { *reinterpret_cast<volatile char*>(address) = 1; } // its own heap

    u64 old_end_;
    u64 start_;
    u64 fine_ = 0;
    u64 coarse_ = 0;
};
