// fs/directory_record.h: one record in a block of a directory: whether it is sound, and what it is called.
#pragma once

#include "fs/directory.h"
#include "lib/string.h"

namespace ext2 {

// How long a record has to be for a name of so many bytes.
constexpr usize record_size(usize name_length) {
    return round_up(sizeof(DirectoryRecord) + name_length, kRecordAlignment);
}

// The record at an offset of a block, if it is sound: it ends within its block, and is at least 8 bytes long, so that
// every walk comes to an end. Else null.
inline const DirectoryRecord* record_at(const BlockView& view, usize offset, usize block_size) {
    const usize room = block_size - offset;
    if (room < sizeof(DirectoryRecord)) return nullptr;
    const auto& record = view.at<DirectoryRecord>(offset);
    const usize length = record.length;
    if (length < sizeof(DirectoryRecord) + record.name_length || length > room) return nullptr;
    if (length % kRecordAlignment != 0) return nullptr;
    if (record.name_length == 0 && record.inode != 0) return nullptr;
    return &record;
}

// Lengths first: most names differ there.
inline bool is_called(const DirectoryRecord& record, Name name) {
    return record.name_length == name.size() && record.inode != 0 && record.name[0] == name[0] &&
           memcmp(record.name, name.data(), name.size()) == 0;
}

// The record for a name in one block of a directory; null if there is none. Errno::io if one before it is not sound.
Result<const DirectoryRecord*> find_in_block(const BlockView& view, usize block_size, Name name);

} // namespace ext2

// Tells the log in which block of which directory there is a record that is not sound; Errno::io, for the caller.
Errno broken_record(const Inode& directory, const BlockView& view);
