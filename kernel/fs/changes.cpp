// fs/changes.cpp: new files, directories and links, their removal, and what else is known of them.
#include "fs/changes.h"
#include "fs/link_count.h"
#include "lib/string.h"

namespace {

// Whether a new file may stand there.
Result<void> check_new(const PathEnd& end) {
    if (end.file) return Errno::exist;
    TRY(end.directory->file_system().allow_change());
    return {};
}

// Whether the file that stands there may lose its name.
Result<void> check_old(const PathEnd& end) {
    if (!end.file) return Errno::noent;
    if (end.slash && !end.file->is_directory()) return Errno::notdir;
    return {};
}

// Gives a file one more name. It has the inode's link count before, and gives it back if that was in vain.
Result<void> add_name(const PathEnd& end, const Ref<Inode>& file) {
    if (file->links() >= kLinksMax) return Errno::mlink;
    RecordPlace place = TRY(room_for(*end.directory, end.name));
    LinkCount links = TRY(LinkCount::of(file));
    links.add(1);
    const Result<void> ordered = links.comes_before(place);
    if (!ordered) {
        links.remove(1, 0);
        return ordered;
    }
    place.put(end.name, *file);
    (void)end.directory->touch();
    return {};
}

// The new directory has its name and `.`, its parent one more `..` that means it.
Result<void> add_directory(const PathEnd& end, const Ref<Inode>& child) {
    if (end.directory->links() >= kLinksMax) return Errno::mlink;
    TRY(begin_directory(*child, *end.directory));
    RecordPlace place = TRY(room_for(*end.directory, end.name));
    LinkCount links = TRY(LinkCount::of(child));
    LinkCount parent_links = TRY(LinkCount::of(end.directory));
    links.change_to(kLinksOfDirectory);
    parent_links.add(1);
    Result<void> ordered = links.comes_before(place);
    if (ordered) ordered = parent_links.comes_before(place);
    if (!ordered) {
        links.change_to(0);
        parent_links.remove(1, kLinksOfDirectory);
        return ordered;
    }
    place.put(end.name, *child);
    (void)end.directory->touch();
    return {};
}

} // namespace

Result<Created> create_file(const Ref<Inode>& start, const char* path, u32 mode, bool only_new,
                            AtFlags flags) {
    Ext2& file_system = start->file_system();
    const Change change(file_system);
    const PathEnd end = TRY(lookup_end(start, path, only_new ? AT_SYMLINK_NOFOLLOW : flags));
    if (end.file && only_new) return Errno::exist;
    if (end.file && end.slash && !end.file->is_directory()) return Errno::notdir;
    if (end.file) return Created{end.file, false};
    if (end.slash) return Errno::isdir;
    TRY(check_new(end));
    Ref<Inode> file = TRY(file_system.new_inode(*end.directory, S_IFREG | mode));
    TRY(add_name(end, file));
    return Created{std::move(file), true};
}

Result<void> make_directory(const Ref<Inode>& start, const char* path, u32 mode) {
    Ext2& file_system = start->file_system();
    const Change change(file_system);
    const PathEnd end = TRY(lookup_end(start, path, AT_SYMLINK_NOFOLLOW));
    TRY(check_new(end));
    const Ref<Inode> directory = TRY(file_system.new_inode(*end.directory, S_IFDIR | mode));
    return add_directory(end, directory);
}

Result<void> make_named_pipe(const Ref<Inode>& start, const char* path, u32 mode) {
    Ext2& file_system = start->file_system();
    const Change change(file_system);
    const PathEnd end = TRY(lookup_end(start, path, AT_SYMLINK_NOFOLLOW));
    TRY(check_new(end));
    if (end.slash) return Errno::noent;
    const Ref<Inode> pipe = TRY(file_system.new_inode(*end.directory, S_IFIFO | mode));
    return add_name(end, pipe);
}

Result<void> make_symbolic_link(const char* target, const Ref<Inode>& start, const char* path) {
    Ext2& file_system = start->file_system();
    const Name text(target, strlen(target));
    if (text.empty()) return Errno::noent;
    if (text.size() >= file_system.block_size()) return Errno::nametoolong;
    const Change change(file_system);
    const PathEnd end = TRY(lookup_end(start, path, AT_SYMLINK_NOFOLLOW));
    TRY(check_new(end));
    if (end.slash) return Errno::noent;
    const Ref<Inode> link = TRY(file_system.new_inode(*end.directory, S_IFLNK | 0777));
    TRY(link->set_target(text.data(), text.size()));
    return add_name(end, link);
}

Result<void> link_file(const Ref<Inode>& from_start, const char* from, const Ref<Inode>& to_start,
                       const char* to, AtFlags flags) {
    const Change change(from_start->file_system());
    const AtFlags last = flags & AT_SYMLINK_FOLLOW ? AT_DEFAULT : AT_SYMLINK_NOFOLLOW;
    const PathEnd old_end = TRY(lookup_end(from_start, from, last));
    TRY(check_old(old_end));
    const PathEnd new_end = TRY(lookup_end(to_start, to, AT_SYMLINK_NOFOLLOW));
    if (old_end.file->is_directory()) return Errno::perm;
    TRY(check_new(new_end));
    if (new_end.slash) return Errno::noent;
    return add_name(new_end, old_end.file);
}

Result<void> remove_file(const Ref<Inode>& start, const char* path) {
    const Change change(start->file_system());
    const PathEnd end = TRY(lookup_end(start, path, AT_SYMLINK_NOFOLLOW));
    TRY(check_old(end));
    if (end.file->is_directory()) return Errno::isdir;
    TRY(start->file_system().allow_change());
    RecordPlace place = TRY(place_of(*end.directory, end.name));
    LinkCount links = TRY(LinkCount::of(end.file));
    place.remove();
    links.comes_after(place);
    links.remove(1, 0);
    (void)end.directory->touch();
    return {};
}

Result<void> remove_directory(const Ref<Inode>& start, const char* path) {
    const Change change(start->file_system());
    const PathEnd end = TRY(lookup_end(start, path, AT_SYMLINK_NOFOLLOW));
    TRY(check_old(end));
    if (!end.file->is_directory()) return Errno::notdir;
    if (end.file->number() == ext2::kRootInode) return Errno::busy;
    if (is_dot(end.name)) return Errno::inval;
    if (is_dot_dot(end.name) || !TRY(is_empty(*end.file))) return Errno::notempty;
    TRY(start->file_system().allow_change());
    RecordPlace place = TRY(place_of(*end.directory, end.name));
    LinkCount links = TRY(LinkCount::of(end.file));
    LinkCount parent_links = TRY(LinkCount::of(end.directory));
    place.remove();
    links.comes_after(place);
    links.change_to(0);
    parent_links.comes_after(place);
    parent_links.remove(1, kLinksOfDirectory);
    (void)end.directory->touch();
    return {};
}

Result<void> change_mode(Inode& file, u32 mode) {
    const Alone alone(file.file_system().lock());
    TRY(file.file_system().allow_change());
    return file.set_permissions(mode);
}

Result<void> change_owner(Inode& file, u32 user, u32 group) {
    const Alone alone(file.file_system().lock());
    TRY(file.file_system().allow_change());
    const Stat before = file.stat();
    return file.set_owner(user == kKeepOwner ? before.st_uid : user,
                          group == kKeepOwner ? before.st_gid : group);
}

namespace {

// A time in seconds, which fits into the 32 bits that a disk has for it.
Result<i64> seconds_of(i64 time, u32 now, i64 kept) {
    if (time == FILE_TIME_NOW) return i64{now};
    if (time == FILE_TIME_KEEP) return kept;
    const i64 seconds = time / 1'000'000'000;
    if (time < 0 || seconds > UINT32_MAX) return Errno::inval;
    return seconds;
}

} // namespace

Result<void> change_times(Inode& file, const FileTimes& times) {
    const Alone alone(file.file_system().lock());
    const u32 now = file.file_system().now();
    const Stat stat = file.stat();
    const i64 access = TRY(seconds_of(times.access, now, stat.st_atime));
    const i64 modification = TRY(seconds_of(times.modification, now, stat.st_mtime));
    TRY(file.file_system().allow_change());
    return file.set_times(static_cast<u32>(access), static_cast<u32>(modification));
}
