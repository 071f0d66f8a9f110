// fs/inode.h: a file of the file system: what is known of it, and its bytes.
#pragma once

#include "abi/types.h"
#include "device/block_device.h"
#include "fs/ext2_format.h"
#include "lib/list.h"
#include "lib/ref.h"
#include "memory/user_copy.h"
#include "sync/spinlock.h"

class Ext2;

// One file has one Inode, whoever uses it: Ext2::inode finds it. The file system is only read, so it never changes.
class Inode : public RefCounted {
  public:
    Inode(Ext2& file_system, u32 number, const ext2::DiskInode& disk);
    ~Inode();

    Ext2& file_system() const { return file_system_; }
    u32 number() const { return number_; }
    u64 size() const { return size_; } // bytes
    u32 mode() const { return disk_.mode; }
    u32 kind() const { return disk_.mode & S_IFMT; }
    bool is_directory() const { return kind() == S_IFDIR; }
    u32 device_number() const; // of a device file: major << 8 | minor; else 0
    Stat stat() const;

    // Bytes from offset on, into the kernel's memory: how many, less than count only if the file ends before.
    Result<usize> read(u64 offset, void* to, usize count);

    // The same to a program; `to` has room for count. An error after some bytes were moved is not told.
    Result<usize> read(u64 offset, UserSink& to, usize count);

    // The path in a symbolic link, without a zero byte; its length. Errno::nametoolong if it is longer than size.
    Result<usize> read_link(char* to, usize size);

    // One block of the file; a hole is a block of zeros. Errno::io
    Result<BlockView> block(u64 index);

    ListLink cache_link; // for InodeCache

  private:
    usize bytes_from(u64 offset, usize count) const;
    usize bytes_in_block(u64 offset, usize count) const;
    Result<void> put_block(u64 offset, UserSink& to, usize length);

    Ext2& file_system_;
    const u32 number_;
    const u64 size_;
    const ext2::DiskInode disk_;
};

// All inodes in use, by number. It does not keep them: each leaves when its last user goes.
class InodeCache : NonCopyable {
  public:
    Ref<Inode> find(u32 number); // null if it is not in use

    // Enters a new inode, unless another thread has entered the same file meanwhile: the one that is in now.
    Ref<Inode> enter(Ref<Inode> fresh);

    void remove(Inode& inode); // nothing, if it was never entered

  private:
    static constexpr usize kChains = 64;
    using Chain = List<Inode, &Inode::cache_link>;

    Ref<Inode> find_in(const Chain& chain, u32 number) REQUIRES(lock_);
    Chain& chain_of(u32 number) REQUIRES(lock_) { return chains_[number % kChains]; }

    Spinlock lock_{LockRank::inodes};
    Chain chains_[kChains] GUARDED_BY(lock_);
};
