// fs/directory.cpp: reading directories, record by record, and believing none of them unchecked.
#include "fs/directory.h"
#include "lib/string.h"

// Records can only be found from the start of their block on.
DirectoryCursor::DirectoryCursor(Inode& directory, u64 offset)
    : directory_(directory), first_offset_(offset),
      position_(offset - directory.file_system().offset_in_block(offset)), view_(nullptr) {}

Result<bool> DirectoryCursor::next() {
    while (position_ < directory_.size()) {
        const u64 start = position_;
        TRY(read_record());
        if (record_->inode != 0 && start >= first_offset_) return true;
    }
    return false;
}

// Makes the record at position_ the one at hand, and goes behind it. A record is at least 8 bytes long, so that every
// walk comes to an end.
Result<void> DirectoryCursor::read_record() {
    Ext2& file_system = directory_.file_system();
    const usize offset = file_system.offset_in_block(position_);
    const usize room = file_system.block_size() - offset;
    if (offset == 0) view_ = TRY(directory_.block(file_system.block_index(position_)));
    if (room < sizeof(ext2::DirectoryRecord)) return Errno::io;
    record_ = &view_.at<ext2::DirectoryRecord>(offset);
    const usize length = record_->length;
    if (length > room || length % ext2::kRecordAlignment != 0) return Errno::io;
    if (length < sizeof(ext2::DirectoryRecord) + record_->name_length) return Errno::io;
    if (record_->inode != 0 && record_->name_length == 0) return Errno::io;
    position_ += length;
    return {};
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

Result<Ref<Inode>> find_entry(Inode& directory, Name name) {
    DirectoryCursor cursor(directory, 0);
    while (TRY(cursor.next())) {
        const Name candidate = cursor.name();
        if (candidate.size() == name.size() && memcmp(candidate.data(), name.data(), name.size()) == 0)
            return directory.file_system().inode(cursor.inode());
    }
    return Errno::noent;
}

bool is_dot_or_dot_dot(Name name) {
    return name[0] == '.' && (name.size() == 1 || (name.size() == 2 && name[1] == '.'));
}
