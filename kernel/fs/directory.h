// fs/directory.h: the entries of a directory, one after the other, or by name.
#pragma once

#include "fs/ext2.h"
#include <span>

using Name = std::span<const char>; // without a zero byte

class DirectoryCursor {
  public:
    // For the entries that begin at `offset` bytes or later. Any offset will do.
    DirectoryCursor(Inode& directory, u64 offset);

    // Goes to the next entry that is in use; false at the end. Errno::io
    Result<bool> next();

    // Of the entry at hand, until the next one.
    u32 inode() const { return record_->inode; }
    Name name() const { return {record_->name, record_->name_length}; }
    EntryType type() const;
    u64 next_offset() const { return position_; } // where the entry after it begins

  private:
    Inode& directory_;
    const u64 first_offset_;
    u64 position_;   // of the next record
    BlockView view_; // of the block with the record at hand
    const ext2::DirectoryRecord* record_ = nullptr;
};

// The file with this name; Errno::noent, io, nomem.
Result<Ref<Inode>> find_entry(Inode& directory, Name name);

// Whether it has no entries but `.` and `..`. Errno::io
Result<bool> is_empty(Inode& directory);

bool is_dot(Name name);
bool is_dot_dot(Name name);
bool is_dot_or_dot_dot(Name name);
