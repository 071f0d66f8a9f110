// fs/waiting_numbers.h: freed blocks, or inodes: marked as used until the disk has forgotten whose they were.
#pragma once

#include "memory/page_buffer.h"

class WaitingNumbers {
  public:
    // Numbers in a row.
    struct Range {
        u32 first;
        u32 count;
        bool contains(u32 number) const { return number - first < count; } // what is before it wraps
    };

    Result<void> initialise() {
        page_ = TRY(PageBuffer::create());
        return {};
    }

    bool empty() const { return ranges_ == 0; }
    u64 count() const { return count_; }
    bool contains(u32 number) const {
        for (usize i = 0; i < ranges_; i++)
            if (range(i).contains(number)) return true;
        return false;
    }

    // False if there is no room for it.
    bool add(u32 number) {
        usize i = 0;
        while (i < ranges_ && range(i).first + range(i).count != number && range(i).first != number + 1) i++;
        if (i == kRangesMax) return false;
        if (i == ranges_) {
            range(ranges_++) = {number, 1};
        } else {
            if (range(i).first == number + 1) range(i).first = number;
            range(i).count++;
        }
        count_++;
        return true;
    }

    // The last one of a range, which is not empty; and it is not waiting any more.
    u32 last() const { return range(ranges_ - 1).first + range(ranges_ - 1).count - 1; }
    void remove_last() {
        count_--;
        if (--range(ranges_ - 1).count == 0) ranges_--;
    }

  private:
    static constexpr usize kRangesMax = kPageSize / sizeof(Range);
    Range& range(usize i) const {
        return reinterpret_cast<Range*>(page_.bytes())[i]; // a page of bytes, used as ranges only
    }

    PageBuffer page_;
    usize ranges_ = 0;
    u64 count_ = 0;
};
