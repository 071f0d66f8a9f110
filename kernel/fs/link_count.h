// fs/link_count.h: what all changes of names have in common: link counts, and the disk's order of counts and names.
#pragma once

#include "fs/directory_changes.h"

constexpr u32 kLinksMax = 32'000;    // other systems do not allow an ext2 file more either
constexpr u32 kLinksOfDirectory = 2; // its name and its `.`; each directory in it has a `..` besides

// Has the file system alone. At its end the files go that have lost their last name, and that nobody uses.
class Change : NonCopyable {
  public:
    explicit Change(Ext2& file_system) : file_system_(file_system), alone_(file_system.lock()) {}
    ~Change() { file_system_.free_unlinked(); }

  private:
    Ext2& file_system_;
    const Alone alone_;
};

// The link count of a file that is to get a name, or to lose one. The block with its inode stays in memory, so that
// nothing can fail any more once the first change has been made: it goes on to the last, and makes sense in memory. If
// the disk fails in between, it tells at the next sync, as of everything that could not be written; nothing else changes
// before one succeeds.
class LinkCount {
  public:
    static Result<LinkCount> of(const Ref<Inode>& file) { return LinkCount(file, TRY(file->table_block())); }

    void add(u32 names) { change_to(file_->links() + names); }
    // Never below `least`, whatever the disk says.
    void remove(u32 names, u32 least) {
        change_to(file_->links() > least + names ? file_->links() - names : least);
    }
    void change_to(u32 names) { file_->set_links(table_, names); }

    // The count is on the disk before what the record says from now on. Errno::io: nothing should change.
    Result<void> comes_before(RecordPlace& place) {
        return file_->file_system().order(table_, place.block());
    }
    // What the record says is on the disk before the count changes.
    void comes_after(RecordPlace& place) { file_->file_system().order_late(place.block(), table_); }

  private:
    LinkCount(const Ref<Inode>& file, BlockView table) : file_(file), table_(std::move(table)) {}

    Ref<Inode> file_;
    BlockView table_;
};
