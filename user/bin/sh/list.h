// user/bin/sh/list.h: a row of values that grows at its end.
#pragma once

#include "memory.h"

namespace shell {

template <class T> class List {
  public:
    List() = default;
    List(const List& other) {
        for (const T& value : other) push(value);
    }
    List(List&& other) { swap(other); }
    List& operator=(List other) {
        swap(other);
        return *this;
    }
    ~List() {
        clear();
        release(values_);
    }

    usize size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T& operator[](usize index) { return values_[index]; }
    const T& operator[](usize index) const { return values_[index]; }
    T& last() { return values_[size_ - 1]; }
    const T& last() const { return values_[size_ - 1]; }
    T* begin() { return values_; }
    T* end() { return values_ + size_; }
    const T* begin() const { return values_; }
    const T* end() const { return values_ + size_; }

    // The value may be an element of this list: it is a copy by now.
    T& push(T value) {
        if (size_ == capacity_) grow();
        return *new (values_ + size_++) T(std::move(value));
    }
    void append(const List& others) {
        for (usize i = 0, count = others.size(); i < count; ++i) push(others[i]);
    }
    void insert(usize at, T value) {
        push(std::move(value));
        for (usize i = size_ - 1; i > at; --i) std::swap(values_[i], values_[i - 1]);
    }
    void erase(usize at) {
        for (usize i = at; i + 1 < size_; ++i) values_[i] = std::move(values_[i + 1]);
        truncate(size_ - 1);
    }
    void truncate(usize size) {
        while (size_ > size) values_[--size_].~T();
    }
    void clear() { truncate(0); }

  private:
    void swap(List& other) {
        std::swap(values_, other.values_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    void grow() {
        usize capacity = capacity_ ? capacity_ * 2 : 4;
        T* values = static_cast<T*>(allocate(capacity * sizeof(T)));
        for (usize i = 0; i < size_; ++i) {
            new (values + i) T(std::move(values_[i]));
            values_[i].~T();
        }
        release(values_);
        values_ = values;
        capacity_ = capacity;
    }

    T* values_ = nullptr;
    usize size_ = 0;
    usize capacity_ = 0;
};

// Puts a list in order; less(a, b) says whether a comes before b. Equal values keep their order, and n values cost
// n log n comparisons: each round merges sorted runs into runs of twice the length.
template <class T, class Less> void sort(List<T>& values, Less less) {
    for (usize run = 1; run < values.size(); run *= 2) {
        List<T> merged;
        for (usize start = 0; start < values.size(); start += 2 * run) {
            usize middle = start + run < values.size() ? start + run : values.size();
            usize end = middle + run < values.size() ? middle + run : values.size();
            usize left = start, right = middle;
            while (left < middle || right < end) {
                bool take_right = left == middle || (right < end && less(values[right], values[left]));
                merged.push(std::move(values[take_right ? right++ : left++]));
            }
        }
        values = std::move(merged);
    }
}

} // namespace shell
