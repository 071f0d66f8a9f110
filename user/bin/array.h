// user/bin/array.h: a row of plain values that grows at its end, for the tools.
#pragma once

#include "abi/integers.h"
#include "tool.h"
#include <type_traits>

// T can be copied as bytes, and owns nothing that this would have to free.
template <class T> class Array {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    Array() = default;
    Array(const Array&) = delete;
    Array& operator=(const Array&) = delete;
    ~Array() { free(values_); }

    usize size() const { return size_; }
    T& operator[](usize index) { return values_[index]; }
    const T& operator[](usize index) const { return values_[index]; }
    T* begin() { return values_; }
    T* end() { return values_ + size_; }
    const T* begin() const { return values_; }
    const T* end() const { return values_ + size_; }

    void add(const T& value) { insert(size_, value); }
    void insert(usize at, T value) {
        if (size_ == capacity_) {
            capacity_ = capacity_ ? capacity_ * 2 : 16;
            values_ = static_cast<T*>(need(reallocarray(values_, capacity_, sizeof(T))));
        }
        if (at < size_) memmove(values_ + at + 1, values_ + at, (size_ - at) * sizeof(T));
        values_[at] = value;
        ++size_;
    }
    void truncate(usize size) { size_ = size; }

    void sort(int (*compare)(const void* a, const void* b)) {
        if (size_) qsort(values_, size_, sizeof(T), compare);
    }

  private:
    T* values_ = nullptr;
    usize size_ = 0;
    usize capacity_ = 0;
};
