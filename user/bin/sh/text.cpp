// user/bin/sh/text.cpp: a string that grows by half of its size, so that n bytes cost n steps.
#include "text.h"

#include <ctype.h>

namespace shell {

usize View::find(char wanted, usize start) const {
    for (usize i = start; i < size_; ++i) {
        if (data_[i] == wanted) return i;
    }
    return kNowhere;
}

bool comes_before(View a, View b) {
    usize common = a.size() < b.size() ? a.size() : b.size();
    int order = common ? memcmp(a.data(), b.data(), common) : 0;
    return order ? order < 0 : a.size() < b.size();
}

Text& Text::insert(usize at, View view) {
    if (view.empty()) return *this;
    if (size_ + view.size() + 1 > capacity_) {
        capacity_ = size_ + size_ / 2 + view.size() + 16;
        bytes_ = static_cast<char*>(reallocate(bytes_, capacity_));
    }
    memmove(bytes_ + at + view.size(), bytes_ + at, size_ - at);
    memcpy(bytes_ + at, view.data(), view.size());
    size_ += view.size();
    bytes_[size_] = 0;
    return *this;
}

Text& Text::append_number(i64 number) {
    char digits[24];
    usize start = sizeof digits;
    u64 rest = number < 0 ? 0 - static_cast<u64>(number) : static_cast<u64>(number);
    do {
        digits[--start] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) digits[--start] = '-';
    return append(View(digits + start, sizeof digits - start));
}

void Text::erase(usize at, usize count) {
    if (!count) return;
    memmove(bytes_ + at, bytes_ + at + count, size_ - at - count);
    size_ -= count;
    bytes_[size_] = 0;
}

bool take_part(View& rest, char separator, View& part) {
    if (!rest.data()) return false;
    usize end = rest.find(separator);
    bool last = end == View::kNowhere;
    part = last ? rest : rest.first(end);
    rest = last ? View() : rest.from(end + 1);
    return true;
}

usize name_length(View text) {
    usize length = 0;
    while (length < text.size()) {
        unsigned char c = static_cast<unsigned char>(text[length]);
        if (c != '_' && !(length ? isalnum(c) : isalpha(c))) break;
        ++length;
    }
    return length;
}

bool is_name(View text) { return !text.empty() && name_length(text) == text.size(); }

bool parse_number(View text, i64& number) {
    bool negative = text.starts_with("-");
    View digits = text.from(negative || text.starts_with("+") ? 1 : 0);
    if (digits.empty()) return false;
    i64 sum = 0;
    for (char c : digits) {
        if (c < '0' || c > '9') return false;
        int digit = negative ? '0' - c : c - '0';
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, digit, &sum)) return false;
    }
    number = sum;
    return true;
}

} // namespace shell
