// file/inode_file.h: an open file of the file system: a regular file or a directory, and the place reached in it.
#pragma once

#include "file/file.h"
#include "fs/inode.h"
#include "thread/shared_lock.h"

// Who shares the open file shares the offset: two reads at the same time get different bytes, and two writes do not
// overwrite each other.
class InodeFile final : public File {
  public:
    InodeFile(Ref<Inode> inode, u32 flags);
    ~InodeFile() override;

    Result<usize> read(UserSink& to) override;
    Result<usize> write(UserSource& from) override;
    Result<usize> read_at(u64 offset, UserSink& to) override;
    Result<usize> write_at(u64 offset, UserSource& from) override;
    Result<void> resize(u64 size) override;
    Result<void> sync() override;
    Result<i64> seek(i64 offset, Whence whence) override;
    Result<Stat> stat() override;
    Result<usize> unread_bytes() override;
    Result<usize> read_directory(UserSink& to) override;
    Result<Ref<Inode>> inode() override { return inode_; }

  private:
    // From where to where somebody reads.
    struct Claim {
        u64 start;
        u64 end;
    };
    Claim claim(usize count);
    void correct(u64 expected, u64 offset);
    Result<u64> place_for(i64 offset, Whence whence) const REQUIRES(lock_);

    SharedLock& files() const; // the lock of the file system

    const Ref<Inode> inode_;
    Spinlock lock_{LockRank::file_offset};
    u64 offset_ GUARDED_BY(lock_) = 0; // at most the largest i64
};
