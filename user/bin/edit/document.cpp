// user/bin/edit/document.cpp: lines that grow, shrink, are divided and joined.
#include "document.h"

#include <stdlib.h>
#include <string.h>

namespace {

constexpr usize kStep = 64; // bytes: what a line grows by at least

bool reserve(Line& line, usize size) {
    if (size <= line.capacity) return true;
    usize capacity = size + size / 8 + kStep;
    char* bytes = static_cast<char*>(realloc(line.bytes, capacity));
    if (!bytes) return false;
    line.bytes = bytes;
    line.capacity = capacity;
    return true;
}

} // namespace

Document::~Document() {
    for (usize i = 0; i < count_; ++i) free(lines_[i].bytes);
    free(lines_);
}

// For one line more.
bool Document::make_room() {
    if (count_ < capacity_) return true;
    usize capacity = capacity_ ? capacity_ * 2 : kStep;
    Line* lines = static_cast<Line*>(reallocarray(lines_, capacity, sizeof(Line)));
    if (!lines) return false;
    lines_ = lines;
    capacity_ = capacity;
    return true;
}

bool Document::insert(Place& place, const char* bytes, usize count) {
    Line& line = lines_[place.line];
    if (!reserve(line, line.size + count)) return false;
    char* start = line.bytes + place.byte;
    memmove(start + count, start, line.size - place.byte);
    memcpy(start, bytes, count);
    line.size += count;
    place.byte += count;
    changed_ = true;
    return true;
}

void Document::erase(Place from, usize count) {
    Line& line = lines_[from.line];
    char* start = line.bytes + from.byte;
    memmove(start, start + count, line.size - from.byte - count);
    line.size -= count;
    changed_ = true;
}

bool Document::insert_line(usize number, const char* bytes, usize count) {
    Line line;
    if (!make_room() || !reserve(line, count)) return false;
    if (count) memcpy(line.bytes, bytes, count);
    line.size = count;
    memmove(lines_ + number + 1, lines_ + number, (count_ - number) * sizeof(Line));
    lines_[number] = line;
    ++count_;
    changed_ = true;
    return true;
}

void Document::erase_line(usize number) {
    changed_ = true;
    if (count_ == 1) {
        lines_[0].size = 0;
        return;
    }
    free(lines_[number].bytes);
    --count_;
    memmove(lines_ + number, lines_ + number + 1, (count_ - number) * sizeof(Line));
}

bool Document::split(Place& place) {
    const Line& line = lines_[place.line];
    usize rest = line.size - place.byte;
    if (!insert_line(place.line + 1, line.bytes + place.byte, rest)) return false;
    lines_[place.line].size = place.byte;
    place = {place.line + 1, 0};
    return true;
}

bool Document::join(usize number) {
    Place end{number, lines_[number].size};
    const Line& next = lines_[number + 1];
    if (!insert(end, next.bytes, next.size)) return false;
    erase_line(number + 1);
    return true;
}

// Every line comes once, and that of the place a second time, up to where it was begun.
bool Document::find(const char* bytes, usize count, Place& place) const {
    usize start = place.byte;
    for (usize i = 0; i <= count_; ++i, start = 0) {
        usize number = (place.line + i) % count_;
        const Line& line = lines_[number];
        if (start > line.size) continue;
        const void* found = memmem(line.bytes + start, line.size - start, bytes, count);
        if (!found) continue;
        place = {number, static_cast<usize>(static_cast<const char*>(found) - line.bytes)};
        return true;
    }
    return false;
}
