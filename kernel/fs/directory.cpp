// fs/directory.cpp: reading directories, record by record, and believing none of them unchecked.
#include "fs/directory.h"
#include "fs/directory_record.h"

using ext2::find_in_block;
using ext2::record_at;
using Record = ext2::DirectoryRecord;

Result<const Record*> ext2::find_in_block(const BlockView& view, usize block_size, Name name) {
    for (usize offset = 0; offset < block_size;) {
        const Record* record = record_at(view, offset, block_size);
        if (!record) return Errno::io;
        if (is_called(*record, name)) return record;
        offset += record->length;
    }
    return nullptr;
}

Errno broken_record(const Inode& directory, const BlockView& view) {
    return directory.file_system().report("a directory has a record that makes no sense", directory.number(),
                                          view.number());
}

Result<Ref<Inode>> find_entry(Inode& directory, Name name) {
    Ext2& file_system = directory.file_system();
    const u64 blocks = file_system.block_index(directory.size());
    for (u64 index = 0; index < blocks; index++) {
        const BlockView view = TRY(directory.block(index));
        const Result<const Record*> record = find_in_block(view, file_system.block_size(), name);
        if (!record) return broken_record(directory, view);
        if (record.value()) return file_system.inode(record.value()->inode);
    }
    return Errno::noent;
}

// Records can only be found from the start of their block on.
DirectoryCursor::DirectoryCursor(Inode& directory, u64 offset)
    : directory_(directory), first_offset_(offset),
      position_(offset - directory.file_system().offset_in_block(offset)), view_(nullptr) {}

Result<bool> DirectoryCursor::next() {
    Ext2& file_system = directory_.file_system();
    while (position_ < directory_.size()) {
        const u64 start = position_;
        const usize offset = file_system.offset_in_block(start);
        if (offset == 0) view_ = TRY(directory_.block(file_system.block_index(start)));
        record_ = record_at(view_, offset, file_system.block_size());
        if (!record_) return broken_record(directory_, view_);
        position_ += record_->length;
        if (record_->inode != 0 && start >= first_offset_) return true;
    }
    return false;
}

EntryType DirectoryCursor::type() const {
    if (!directory_.file_system().records_tell_kind()) return DT_UNKNOWN;
    switch (ext2::RecordKind{record_->kind}) {
    case ext2::RecordKind::regular: return DT_REG;
    case ext2::RecordKind::directory: return DT_DIR;
    case ext2::RecordKind::character_device: return DT_CHR;
    case ext2::RecordKind::block_device: return DT_BLK;
    case ext2::RecordKind::fifo: return DT_FIFO;
    case ext2::RecordKind::symbolic_link: return DT_LNK;
    default: return DT_UNKNOWN;
    }
}

Result<bool> is_empty(Inode& directory) {
    DirectoryCursor cursor(directory, 0);
    while (TRY(cursor.next()))
        if (!is_dot_or_dot_dot(cursor.name())) return false;
    return true;
}

bool is_dot(Name name) { return name.size() == 1 && name[0] == '.'; }

bool is_dot_dot(Name name) { return name.size() == 2 && name[0] == '.' && name[1] == '.'; }

bool is_dot_or_dot_dot(Name name) { return is_dot(name) || is_dot_dot(name); }
