// user/libc/sort.cpp: sorting and searching an array.

#include "abi/integers.h"
#include <stdlib.h>

namespace {

using Compare = int (*)(const void* a, const void* b);

// The array as a heap: element i is not less than elements 2i + 1 and 2i + 2.
class Sorter {
  public:
    Sorter(void* first, usize size, Compare compare)
        : first_(static_cast<char*>(first)), size_(size), compare_(compare) {}

    // No bad case: about n log n comparisons for any input, no recursion, no memory. And an order that contradicts
    // itself may give a strange result, but never leaves the array.
    void sort(usize count) {
        for (usize i = count / 2; i-- > 0;) sift_down(i, count);
        for (usize last = count; last-- > 1;) {
            swap(0, last);
            sift_down(0, last);
        }
    }

  private:
    // Element `root` may be too small for its place. The way down along the larger children is taken to the very end
    // first, then back up to where it fits: what is sifted comes from the end of the array and mostly belongs there.
    void sift_down(usize root, usize count) {
        usize hole = root;
        while (2 * hole + 2 < count) hole = larger_child(hole);
        if (2 * hole + 2 == count) hole = 2 * hole + 1;
        while (hole != root && less(hole, root)) hole = (hole - 1) / 2;
        for (; hole != root; hole = (hole - 1) / 2) swap(root, hole);
    }

    usize larger_child(usize parent) const {
        const usize left = 2 * parent + 1;
        return less(left, left + 1) ? left + 1 : left;
    }

    bool less(usize a, usize b) const { return compare_(first_ + a * size_, first_ + b * size_) < 0; }

    void swap(usize a, usize b) {
        char* left = first_ + a * size_;
        char* right = first_ + b * size_;
        for (usize i = 0; i < size_; ++i) {
            const char byte = left[i];
            left[i] = right[i];
            right[i] = byte;
        }
    }

    char* first_;
    usize size_;
    Compare compare_;
};

} // namespace

extern "C" {

void qsort(void* first, size_t count, size_t size, Compare compare) {
    Sorter(first, size, compare).sort(count);
}

void* bsearch(const void* wanted, const void* first, size_t count, size_t size, Compare compare) {
    const char* low = static_cast<const char*>(first);
    while (count > 0) {
        const char* middle = low + count / 2 * size;
        const int order = compare(wanted, middle);
        if (order == 0) return const_cast<char*>(middle);
        if (order > 0) low = middle + size;
        count = order > 0 ? count - count / 2 - 1 : count / 2;
    }
    return nullptr;
}

} // extern "C"
