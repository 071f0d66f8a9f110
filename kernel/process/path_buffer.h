// process/path_buffer.h: a path of a program, copied in once: too long for the kernel stack, so in a page of its own.
#pragma once

#include "memory/page_buffer.h"
#include "memory/user_copy.h"

class PathBuffer {
  public:
    // Errno::nametoolong if it is PATH_MAX_BYTES or longer.
    static Result<PathBuffer> copy_in(AddressSpace& space, Str path) {
        PathBuffer buffer(TRY(PageBuffer::create()));
        static_assert(PATH_MAX_BYTES <= kPageSize);
        TRY(copy_string(space, buffer.text(), path, PATH_MAX_BYTES));
        return buffer;
    }

    char* text() const { return reinterpret_cast<char*>(page_.bytes()); } // bytes that are text

  private:
    explicit PathBuffer(PageBuffer page) : page_(std::move(page)) {}
    PageBuffer page_;
};
