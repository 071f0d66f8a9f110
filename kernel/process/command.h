// process/command.h: what a process was started with, as others are told of it: the path of its program, and its arguments.
#pragma once

#include "fs/inode.h"
#include "memory/page_buffer.h"
#include "process/arguments.h"
#include <span>

// A parent and its children share one.
class Command : public RefCounted {
  public:
    // A program that was found at a path, and the arguments that it gets; of all that, as much as a page has room for.
    static Result<Ref<Command>> create(const Ref<Inode>& directory, const char* path,
                                       const ArgumentBlock& arguments);
    explicit Command(PageBuffer text) : text_(std::move(text)) {}

    const char* path() const { return text(); } // absolute, and no symbolic link
    std::span<const char> arguments() const { return {text() + arguments_, size_}; } // each with a zero byte

  private:
    char* text() const { return reinterpret_cast<char*>(text_.bytes()); } // bytes that are text
    void add(std::span<const char> arguments);

    PageBuffer text_;
    usize arguments_ = 0; // where they begin
    usize size_ = 0;      // in bytes
};
