// fs/ext2.h: an ext2 file system on a disk: mounting it, its inodes, and when it reaches the disk.
//
// Nothing on the disk is believed: whatever does not make sense is told in the log, is Errno::io for whoever asked, and
// nothing worse.
#pragma once

#include "fs/allocator.h"
#include "fs/inode.h"
#include "thread/shared_lock.h"

class Ext2 : NonCopyable {
  public:
    // Checks the superblock and the group descriptors, and says in the log what is wrong with them. The disk must
    // outlive the file system. Errno::inval if it is not one that this kernel reads; io; nomem.
    static Result<Owned<Ext2>> mount(BlockDevice& disk);
    ~Ext2();

    // Whoever looks at files, directories or inodes shares it, whoever changes any has it alone.
    SharedLock& lock() { return lock_; }

    bool read_only() const { return read_only_; }
    Ref<Inode> root() const { return root_; }

    // The file with this number. Errno::io if there is none, or what the disk says of it makes no sense.
    Result<Ref<Inode>> inode(u32 number);

    // From here on all is for who has the lock alone.

    // A file that has no name yet, in the same group as `near`, if it may be; it goes again if it does not get one. A
    // directory or a regular file is empty, a symbolic link has no target. Errno::nospc, io, nomem.
    Result<Ref<Inode>> new_inode(const Inode& near, u32 mode);

    // What has been changed in `first` will be on the disk before what is changed in `second` from now on. Errno::io
    Result<void> order(BlockView& first, BlockView& second) { return disk_.order(first, second); }
    // The same, where it is too late to stop: if it fails, no change may begin before all has been written back.
    void order_late(BlockView& first, BlockView& second) {
        if (!order(first, second)) order_failed_ = true;
    }
    // Whether a change may begin. Errno::rofs; io if the disk does not take what must be there first.
    Result<void> allow_change() const;
    void changed(BlockView& view, Turn turn) { disk_.changed(view, turn); }

    // What statfs tells. Files that nobody uses any more, and blocks that wait to be free, count as free.
    FileSystemInfo info();

    // Frees the files without a name that nobody uses any more.
    void free_unlinked();

    // All that was changed is on the disk for good. Errno::io
    Result<void> write_back();
    // The same, and the disk says that nobody has it mounted any more: nothing may be changed from here on.
    Result<void> unmount();

    // The rest is for inodes and directories.
    const Geometry& geometry() const { return geometry_; }
    usize block_size() const { return geometry_.block_size(); }
    u64 block_index(u64 offset) const { return geometry_.block_index(offset); }
    usize offset_in_block(u64 offset) const { return geometry_.offset_in_block(offset); }
    bool records_tell_kind() const { return records_tell_kind_; }
    BlockDevice& disk() { return disk_; }
    Allocator& allocator() { return allocator_; }
    bool is_for_files(u64 block) const { return groups_.is_for_files(block); }
    Result<BlockView> read_block(u64 number) {
        if (number < geometry_.first_block || number >= geometry_.blocks) return Errno::io;
        return disk_.read(number);
    }
    // The block of the inode table with this inode, and where in it.
    Result<BlockView> read_table(u32 number);
    usize offset_in_table(u32 number) const;
    // A file is about to be longer than one may be without a feature: the superblock says so before `table` does.
    Result<void> allow_large_files(BlockView& table);
    u64 file_size_max() const;   // bytes
    void unlinked(Inode& inode); // has no name
    void linked(Inode& inode);   // has one again
    u32 now() const;             // seconds since 1970; never before the last time on the disk
    InodeCache& cache() { return cache_; }

    // The disk makes no sense: the log tells what, and where. 0 for an inode or a block: none in particular. The superblock
    // will tell whoever checks it next.
    Errno report(const char* what, u64 inode, u64 block);

    Ext2(BlockDevice& disk, const ext2::Superblock& superblock); // for mount

  private:
    using Unlinked = List<Inode, &Inode::unlinked_link>;

    static Result<Owned<Ext2>> create(BlockDevice& disk);
    Result<BlockView> read_superblock();
    ext2::Superblock& superblock(BlockView& view);
    Result<void> begin_to_write();
    u16 state_of_mounted() const;
    Result<void> store_counts(u16 state);
    Result<Ref<Inode>> load(u32 number);
    Result<Ref<Inode>> initialise_inode(u32 number, u32 mode, BlockView& table);
    bool is_sound(const ext2::DiskInode& inode) const;
    bool is_in_use(u32 number);
    Result<u32> take_number(u32 group, bool directory);

    BlockDevice& disk_;
    const Geometry geometry_;
    const bool records_tell_kind_;
    const bool has_features_; // not of revision 0
    bool read_only_;
    bool order_failed_ = false; // for who has the lock alone
    Atomic<u32> reports_ = 0;
    Atomic<u32> state_;   // of the superblock, when it will be unmounted
    u32 time_;            // when the disk was last written, before it was mounted
    u32 reserved_blocks_; // that not everybody should use
    SharedLock lock_;
    Groups groups_;
    Allocator allocator_;
    InodeCache cache_;
    Ref<Inode> root_;
    Unlinked unlinked_; // inodes without a name, which it keeps alive
};
