// memory/page_buffer.h: a page of memory for bytes, or several in a row, given back when their owner goes.
#pragma once

#include "memory/page_allocator.h"

class PageBuffer {
  public:
    // 2^order pages, with whatever was in them before.
    static Result<PageBuffer> create(usize order = 0) {
        return PageBuffer(pointer_to<u8>(TRY(pages::allocate(order))));
    }

    PageBuffer() = default;
    PageBuffer(PageBuffer&& other) : bytes_(std::exchange(other.bytes_, {})) {}
    PageBuffer& operator=(PageBuffer&& other) {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~PageBuffer() {
        if (bytes_) pages::release(physical(bytes_));
    }

    u8* bytes() const { return bytes_; } // kPageSize << order of them

  private:
    explicit PageBuffer(u8* bytes) : bytes_(bytes) {}

    u8* bytes_ = nullptr;
};
