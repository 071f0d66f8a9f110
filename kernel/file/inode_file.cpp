// file/inode_file.cpp: reading and writing files, and reading directories, at the place that was reached.
#include "file/inode_file.h"
#include "file/file_locks.h"
#include "fs/directory.h"
#include "fs/ext2.h"
#include "lib/string.h"

InodeFile::InodeFile(Ref<Inode> inode, u32 flags) : File(flags), inode_(std::move(inode)) {}

InodeFile::~InodeFile() { file_locks::closed(static_cast<File*>(this), *this); }

SharedLock& InodeFile::files() const { return inode_->file_system().lock(); }

// The offset moves before the bytes do, so that no spinlock is held while they are copied, and still no two readers get
// the same ones.
Result<usize> InodeFile::read(UserSink& to) {
    if (inode_->is_directory()) return Errno::isdir;
    const Shared shared(files());
    const Claim mine = claim(to.left());
    const Result<usize> moved = inode_->read(mine.start, to, mine.end - mine.start);
    const u64 reached = mine.start + (moved ? moved.value() : 0);
    if (reached != mine.end) correct(mine.end, reached);
    return moved;
}

// Nobody else reads or writes meanwhile: so no two writers get the same place, and the end of the file stays where it is.
Result<usize> InodeFile::write(UserSource& from) {
    const Alone alone(files());
    const u64 start = claim(0).start;
    const u64 place = appends() ? inode_->size() : start;
    const usize moved = TRY(inode_->write(place, from, from.left()));
    correct(start, place + moved);
    if (flags() & O_DSYNC) TRY(inode_->file_system().write_back());
    return moved;
}

Result<usize> InodeFile::read_at(u64 offset, UserSink& to) {
    if (inode_->is_directory()) return Errno::isdir;
    const Shared shared(files());
    return inode_->read(offset, to, to.left());
}

Result<usize> InodeFile::write_at(u64 offset, UserSource& from) {
    const Alone alone(files());
    const usize moved = TRY(inode_->write(offset, from, from.left()));
    if (flags() & O_DSYNC) TRY(inode_->file_system().write_back());
    return moved;
}

Result<void> InodeFile::resize(u64 size) {
    const Alone alone(files());
    if (size == inode_->size()) return {};
    return inode_->resize(size);
}

// All of the file system goes with it: what this file needs is among that.
Result<void> InodeFile::sync() {
    const Alone alone(files());
    return inode_->file_system().write_back();
}

// The next count bytes, or as many as there are.
InodeFile::Claim InodeFile::claim(usize count) {
    const u64 size = inode_->size();
    Guard guard(lock_);
    const u64 start = offset_;
    const u64 there = start < size ? size - start : 0;
    offset_ += count < there ? count : there;
    return {start, offset_};
}

// What was read or written ended elsewhere than expected. If somebody else has moved the offset since, it is theirs.
void InodeFile::correct(u64 expected, u64 offset) {
    Guard guard(lock_);
    if (offset_ == expected) offset_ = offset;
}

Result<i64> InodeFile::seek(i64 offset, Whence whence) {
    const Shared shared(files());
    Guard guard(lock_);
    offset_ = TRY(place_for(offset, whence));
    return static_cast<i64>(offset_);
}

Result<u64> InodeFile::place_for(i64 offset, Whence whence) const {
    u64 base = 0;
    switch (whence) {
    case SEEK_SET: break;
    case SEEK_CUR: base = offset_; break;
    case SEEK_END: base = inode_->size(); break;
    default: return Errno::inval;
    }
    i64 place = 0;
    if (__builtin_add_overflow(static_cast<i64>(base), offset, &place)) return Errno::overflow;
    if (place < 0) return Errno::inval;
    return static_cast<u64>(place);
}

Result<Stat> InodeFile::stat() {
    const Shared shared(files());
    return inode_->stat();
}

Result<usize> InodeFile::unread_bytes() {
    if (inode_->kind() != S_IFREG) return Errno::notty;
    const u64 place = claim(0).start;
    const Shared shared(files());
    return place < inode_->size() ? inode_->size() - place : 0;
}

namespace {

// One entry as a program sees it; whoever gets it needs d_reclen bytes of it.
DirectoryEntry entry_at(const DirectoryCursor& cursor) {
    const Name name = cursor.name();
    DirectoryEntry entry = {};
    entry.d_ino = cursor.inode();
    entry.d_off = static_cast<i64>(cursor.next_offset());
    entry.d_reclen = static_cast<u16>(round_up(offsetof(DirectoryEntry, d_name) + name.size() + 1, 8));
    entry.d_type = static_cast<u8>(cursor.type());
    memcpy(entry.d_name, name.data(), name.size());
    return entry;
}

// Copies the entry at hand; inval if it does not fit.
Result<usize> put_entry(const DirectoryCursor& cursor, UserSink& to) {
    const DirectoryEntry entry = entry_at(cursor);
    if (entry.d_reclen > to.left()) return Errno::inval;
    TRY(to.put(&entry, entry.d_reclen));
    return usize{entry.d_reclen};
}

// The next entry; 0 at the end.
Result<usize> put_next_entry(DirectoryCursor& cursor, UserSink& to) {
    if (!TRY(cursor.next())) return 0;
    return put_entry(cursor, to);
}

} // namespace

Result<usize> InodeFile::read_directory(UserSink& to) {
    if (!inode_->is_directory()) return Errno::notdir;
    const Shared shared(files());
    const u64 start = claim(0).start;
    DirectoryCursor cursor(*inode_, start);
    u64 reached = start;
    usize moved = 0;
    while (true) {
        const Result<usize> size = put_next_entry(cursor, to);
        if (!size && moved == 0) return size;
        if (!size || size.value() == 0) break;
        moved += size.value();
        reached = cursor.next_offset();
    }
    correct(start, reached);
    return moved;
}
