// fs/directory.cpp: reading directories, record by record, and believing none of them unchecked.
#include "fs/directory.h"
#include "lib/string.h"

namespace {

using Record = ext2::DirectoryRecord;

// The record at an offset of a block, if it is sound: it ends within its block, and is at least 8 bytes long, so that
// every walk comes to an end. Else null.
const Record* record_at(const BlockView& view, usize offset, usize block_size) {
    const usize room = block_size - offset;
    if (room < sizeof(Record)) return nullptr;
    const Record& record = view.at<Record>(offset);
    const usize length = record.length;
    if (length < sizeof(Record) + record.name_length || length > room) return nullptr;
    if (length % ext2::kRecordAlignment != 0) return nullptr;
    if (record.name_length == 0 && record.inode != 0) return nullptr;
    return &record;
}

bool is_called(const Record& record, Name name) {
    return record.name_length == name.size() && record.inode != 0 && record.name[0] == name[0] &&
           memcmp(record.name, name.data(), name.size()) == 0;
}

// The record for a name in one block of a directory; null if there is none.
Result<const Record*> find_in_block(const BlockView& view, usize block_size, Name name) {
    for (usize offset = 0; offset < block_size;) {
        const Record* record = record_at(view, offset, block_size);
        if (!record) return Errno::io;
        if (is_called(*record, name)) return record;
        offset += record->length;
    }
    return nullptr;
}

} // namespace

Result<Ref<Inode>> find_entry(Inode& directory, Name name) {
    Ext2& file_system = directory.file_system();
    const u64 blocks = file_system.block_index(directory.size());
    for (u64 index = 0; index < blocks; index++) {
        const BlockView view = TRY(directory.block(index));
        const Record* record = TRY(find_in_block(view, file_system.block_size(), name));
        if (record) return file_system.inode(record->inode);
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
        if (!record_) return Errno::io;
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

bool is_dot_or_dot_dot(Name name) {
    return name[0] == '.' && (name.size() == 1 || (name.size() == 2 && name[1] == '.'));
}
