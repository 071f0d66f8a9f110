// proc/text.h: text that is made when somebody reads it.
#pragma once

#include "abi/types.h"
#include "memory/page_allocator.h"
#include <span>

// Whom it is about: a process, or one thread of that; without numbers, the whole system.
struct Subject {
    Pid pid{0};
    Tid thread{0};
};

class Text : NonCopyable {
  public:
    // What somebody writes about a subject; Errno::nomem, and what the writer answers.
    using Writer = Result<void> (*)(Text& text, Subject subject);
    static Result<Text> make(Writer write, Subject subject);

    Text() = default;
    Text(Text&& other) : memory_(std::exchange(other.memory_, {})), room_(other.room_), size_(other.size_) {}
    Text& operator=(Text&& other) {
        std::swap(memory_, other.memory_);
        std::swap(room_, other.room_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~Text() {
        if (is_made()) pages::release(memory_);
    }

    void add(const char* format, ...) __attribute__((format(printf, 2, 3)));
    void add_bytes(std::span<const char> bytes);
    bool is_made() const { return memory_ != PhysAddr(); } // also if nothing was written
    usize size() const { return size_; }
    std::span<const char> bytes() const { return {start(), size_}; }

  private:
    Text(PhysAddr memory, usize room) : memory_(memory), room_(room) {}
    char* start() const { return pointer_to<char>(memory_); }
    bool is_whole() const { return size_ < room_; }

    PhysAddr memory_;
    usize room_ = 0;
    usize size_ = 0; // room_, if that was not enough
};
