// fs/directory_changes.h: how entries come into a directory, and go. Whoever does this has the file system alone.
#pragma once

#include "fs/directory.h"

// A record in a directory, which is changed all at once: a crash finds it as it was before, or as it is afterwards. What
// must be on the disk before or after it, the caller tells the file system by its block. None of the changes fails.
class RecordPlace {
  public:
    RecordPlace(Ext2& file_system, BlockView block, usize offset)
        : file_system_(file_system), block_(std::move(block)), offset_(offset) {}

    BlockView& block() { return block_; }

    void put(Name name, const Inode& file); // a new entry, where room_for has found room for it
    void redirect(const Inode& file);       // the entry is another file's from now on
    void remove();                          // the entry

  private:
    ext2::DirectoryRecord& record(usize offset) { return block_.change<ext2::DirectoryRecord>(offset); }
    usize record_before() const;
    u8 kind_in_record(const Inode& file) const;

    Ext2& file_system_;
    BlockView block_;
    usize offset_;
};

// Where the entry with this name is; Errno::noent, io.
Result<RecordPlace> place_of(Inode& directory, Name name);

// Where a new entry with this name has room: in what a record does not need, or in a block that the directory gets for
// it. Errno::nospc, io, nomem
Result<RecordPlace> room_for(Inode& directory, Name name);

// Gives a new directory its first block, with `.` and `..` in it. Errno::nospc, io, nomem
Result<void> begin_directory(Inode& directory, const Inode& parent);
