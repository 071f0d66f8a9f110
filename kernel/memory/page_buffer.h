// memory/page_buffer.h: a page of memory for bytes, given back when its owner goes.
#pragma once

#include "memory/page_allocator.h"

class PageBuffer {
  public:
    // With whatever was in it before.
    static Result<PageBuffer> create() { return PageBuffer(pointer_to<u8>(TRY(pages::allocate()))); }

    PageBuffer() = default;
    PageBuffer(PageBuffer&& other) : bytes_(std::exchange(other.bytes_, {})) {}
    PageBuffer& operator=(PageBuffer&& other) {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~PageBuffer() {
        if (bytes_) pages::release(physical(bytes_));
    }

    u8* bytes() const { return bytes_; } // kPageSize of them

  private:
    explicit PageBuffer(u8* bytes) : bytes_(bytes) {}

    u8* bytes_ = nullptr;
};
