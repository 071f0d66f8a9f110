// user/bin/sh/text.h: a string that grows, and a view of somebody's bytes.
#pragma once

#include "list.h"
#include <string.h>

namespace shell {

// Bytes that somebody else owns, and that must stay as long as the view is used.
class View {
  public:
    static constexpr usize kNowhere = ~usize{0};

    constexpr View() = default;
    constexpr View(const char* data, usize size) : data_(data), size_(size) {}
    View(const char* text) : data_(text), size_(strlen(text)) {}

    const char* data() const { return data_; }
    usize size() const { return size_; }
    bool empty() const { return size_ == 0; }
    char operator[](usize index) const { return data_[index]; }
    const char* begin() const { return data_; }
    const char* end() const { return data_ + size_; }

    View from(usize start) const { return {data_ + start, size_ - start}; }
    View first(usize size) const { return {data_, size}; }
    View part(usize start, usize size) const { return {data_ + start, size}; }
    bool starts_with(View other) const { return size_ >= other.size_ && first(other.size_) == other; }
    usize find(char wanted, usize start = 0) const; // kNowhere if it is not there
    bool contains(char wanted) const { return find(wanted) != kNowhere; }

    friend bool operator==(View a, View b) {
        return a.size_ == b.size_ && (a.size_ == 0 || memcmp(a.data_, b.data_, a.size_) == 0);
    }

  private:
    const char* data_ = nullptr;
    usize size_ = 0;
};

// In the order of their bytes.
bool comes_before(View a, View b);

class Text {
  public:
    Text() = default;
    Text(View view) { append(view); }
    Text(const char* text) { append(text); }
    Text(const Text& other) { append(other); }
    Text(Text&& other) { swap(other); }
    Text& operator=(Text other) {
        swap(other);
        return *this;
    }
    ~Text() { release(bytes_); }

    operator View() const { return {bytes_, size_}; }
    View view() const { return {bytes_, size_}; }
    usize size() const { return size_; }
    bool empty() const { return size_ == 0; }
    char& operator[](usize index) { return bytes_[index]; }
    char operator[](usize index) const { return bytes_[index]; }
    char last() const { return bytes_[size_ - 1]; }
    const char* c_string() const { return bytes_ ? bytes_ : ""; }

    // What is appended or inserted must not be a part of this text.
    Text& append(View view) { return insert(size_, view); }
    Text& append(char c) { return insert(size_, {&c, 1}); }
    Text& append_number(i64 number);
    Text& insert(usize at, View view);
    void erase(usize at, usize count);
    void truncate(usize size) { erase(size, size_ - size); }
    void clear() { truncate(0); }

    friend bool operator==(const Text& a, const Text& b) { return a.view() == b.view(); }
    friend bool operator==(const Text& a, const char* b) { return a.view() == View(b); }

  private:
    void swap(Text& other) {
        std::swap(bytes_, other.bytes_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
    }

    char* bytes_ = nullptr; // ends with a zero byte, which size_ does not count
    usize size_ = 0;
    usize capacity_ = 0;
};

// The parts, one after the other.
template <class... Parts> Text join(const Parts&... parts) {
    Text whole;
    (whole.append(parts), ...);
    return whole;
}

// Takes the next of the parts that separators divide off the front of rest. False when there was no more; a View
// without data is no more, and one of size 0 is one empty part.
bool take_part(View& rest, char separator, View& part);

// Letters, digits and underscores, and no digit at the start: what may name a variable.
bool is_name(View text);
usize name_length(View text); // how many bytes at the start could be a name

// Decimal digits, with a sign before them if they like. False if it is anything else, or does not fit.
bool parse_number(View text, i64& number);

} // namespace shell
