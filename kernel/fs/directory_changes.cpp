// fs/directory_changes.cpp: finding room for entries, putting them in, and taking them out.
//
// Records fill a block. An entry that goes leaves its bytes to the record before it; one that comes takes what a record
// has too much. So there is never anything to move.
//
// A directory may have an index of its names (EXT2_INDEX_FL), which this kernel neither reads nor keeps: it loses it
// when a name comes in, as ext2 allows. The blocks of the index look like records without entries, and are used as such.
// A name that goes, or means another file, is no matter to the index.
#include "fs/directory_changes.h"
#include "fs/directory_record.h"

using Record = ext2::DirectoryRecord;
using ext2::record_at;
using ext2::record_size;

namespace {

usize bytes_needed(const Record& record) { return record.inode != 0 ? record_size(record.name_length) : 0; }

// The first record of a block that has so many bytes too much; null if there is none.
Result<const Record*> find_room(const BlockView& view, usize block_size, usize bytes) {
    for (usize offset = 0; offset < block_size;) {
        const Record* record = record_at(view, offset, block_size);
        if (!record) return Errno::io;
        if (record->length >= bytes_needed(*record) + bytes) return record;
        offset += record->length;
    }
    return nullptr;
}

ext2::RecordKind kind_of(const Inode& file) {
    switch (file.kind()) {
    case S_IFREG: return ext2::RecordKind::regular;
    case S_IFDIR: return ext2::RecordKind::directory;
    case S_IFCHR: return ext2::RecordKind::character_device;
    case S_IFBLK: return ext2::RecordKind::block_device;
    case S_IFIFO: return ext2::RecordKind::fifo;
    case S_IFLNK: return ext2::RecordKind::symbolic_link;
    default: return ext2::RecordKind::socket;
    }
}

RecordPlace place_in(Ext2& file_system, BlockView view, const Record* record) {
    const auto* start = static_cast<const u8*>(static_cast<const void*>(record));
    const usize offset = static_cast<usize>(start - view.bytes());
    return RecordPlace(file_system, std::move(view), offset);
}

// A block of a directory that will be changed if what is looked for is in it: not if it is a hole. On a corrupt disk it might be
// the one with the inodes, which change as well, and with them a record that was sound when it was found.
Result<BlockView> block_to_change(Inode& directory, u64 index) {
    BlockView view = TRY(directory.block(index));
    if (view.number() == 0 || directory.file_system().is_for_files(view.number())) return view;
    return directory.file_system().report("a directory has a block that is none of a file's",
                                          directory.number(), view.number());
}

} // namespace

Result<RecordPlace> place_of(Inode& directory, Name name) {
    Ext2& file_system = directory.file_system();
    const u64 blocks = file_system.block_index(directory.size());
    for (u64 index = 0; index < blocks; index++) {
        BlockView view = TRY(block_to_change(directory, index));
        const Result<const Record*> record = ext2::find_in_block(view, file_system.block_size(), name);
        if (!record) return broken_record(directory, view);
        if (record.value()) return place_in(file_system, std::move(view), record.value());
    }
    return Errno::noent;
}

namespace {

// Another block is a record without an entry.
Result<RecordPlace> room_in_new_block(Inode& directory) {
    return RecordPlace(directory.file_system(), TRY(directory.append_block()), 0);
}

Result<RecordPlace> room_for_bytes(Inode& directory, usize bytes) {
    Ext2& file_system = directory.file_system();
    const u64 blocks = file_system.block_index(directory.size());
    for (u64 index = 0; index < blocks; index++) {
        BlockView view = TRY(block_to_change(directory, index));
        const Result<const Record*> record = find_room(view, file_system.block_size(), bytes);
        if (!record) return broken_record(directory, view);
        if (record.value()) return place_in(file_system, std::move(view), record.value());
    }
    return room_in_new_block(directory);
}

// The inode says that there is no index before anything is written over it.
Result<void> forget_index(Inode& directory, RecordPlace& room) {
    if (!(directory.flags() & ext2::kInodeIndexed)) return {};
    TRY(directory.clear_flags(ext2::kInodeIndexed));
    BlockView table = TRY(directory.table_block());
    return directory.file_system().order(table, room.block());
}

} // namespace

Result<RecordPlace> room_for(Inode& directory, Name name) {
    RecordPlace room = TRY(room_for_bytes(directory, record_size(name.size())));
    TRY(forget_index(directory, room));
    return room;
}

Result<void> begin_directory(Inode& directory, const Inode& parent) {
    RecordPlace room = TRY(room_in_new_block(directory));
    room.put(Name(".", 1), directory);
    room.put(Name("..", 2), parent);
    return {};
}

u8 RecordPlace::kind_in_record(const Inode& file) const {
    return file_system_.records_tell_kind() ? static_cast<u8>(kind_of(file)) : u8{0};
}

// The room is split: what the record needs stays with it, and the rest is the new one's.
void RecordPlace::put(Name name, const Inode& file) {
    Record& old = record(offset_);
    const usize kept = bytes_needed(old);
    const usize length = old.length - kept;
    if (kept > 0) old.length = static_cast<u16>(kept);
    offset_ += kept;
    Record& fresh = record(offset_);
    fresh.inode = file.number();
    fresh.length = static_cast<u16>(length);
    fresh.name_length = static_cast<u8>(name.size());
    fresh.kind = kind_in_record(file);
    memcpy(fresh.name, name.data(), name.size());
    file_system_.changed(block_, Turn::names);
}

void RecordPlace::redirect(const Inode& file) {
    record(offset_).inode = file.number();
    record(offset_).kind = kind_in_record(file);
    file_system_.changed(block_, Turn::names);
}

// The first record of a block has none before it, and stays, without an entry.
void RecordPlace::remove() {
    record(offset_).inode = 0;
    const usize before = record_before();
    if (before < offset_) record(before).length += record(offset_).length;
    file_system_.changed(block_, Turn::names);
}

// Where the record before this one begins; this one, if it is the first.
usize RecordPlace::record_before() const {
    usize before = 0;
    for (usize next = 0; next < offset_; next += block_.at<Record>(next).length) before = next;
    return before;
}
