// syscall/paths.cpp: what a path means: where it starts, and when it is about the descriptor itself.
#include "syscall/paths.h"
#include "lib/string.h"
#include "proc/proc.h"

namespace {

Result<PathBuffer> copy_path(Str path) { return PathBuffer::copy_in(*current_process().space, path); }

// Puts the path of the folder where it starts before a relative one.
Result<void> put_before(const char* start, const PathBuffer& path) {
    const usize length = strlen(start);
    const usize size = strlen(path.text()) + 1;
    if (length + size > PATH_MAX_BYTES) return Errno::nametoolong;
    memmove(path.text() + length, path.text(), size);
    memcpy(path.text(), start, length);
    return {};
}

// An empty path leads nowhere, wherever it starts. One that starts in /proc becomes absolute.
Result<Ref<Inode>> start_of(Fd directory, const PathBuffer& path) {
    if (path.text()[0] == 0) return Errno::noent;
    if (directory == kCurrentDirectory || path.text()[0] == '/') {
        Ref<Inode> start = current_process().directory.inode();
        if (path.text()[0] != '/' && proc::is_place(*start)) TRY(put_before("/proc/", path));
        return start;
    }
    Ref<File> file = TRY(current_process().files.file(directory));
    char folder[64];
    if (!file->find_own_path(folder, sizeof(folder))) return directory_of(directory);
    TRY(put_before(folder, path));
    return current_process().directory.inode();
}

Result<Place> place_of_copy(Fd directory, PathBuffer text, bool follow_last) {
    Ref<Inode> start = TRY(start_of(directory, text));
    TRY(proc::follow_links(text, follow_last));
    return Place{std::move(text), std::move(start)};
}

bool means_descriptor(const PathBuffer& path, AtFlags flags) {
    return flags & AT_EMPTY_PATH && path.text()[0] == 0;
}

Result<Ref<Inode>> file_of(Fd fd) {
    if (fd == kCurrentDirectory) return current_process().directory.inode();
    Ref<File> file = TRY(current_process().files.file(fd));
    return file->inode();
}

Stat stat_of(const Inode& inode) {
    const Shared shared(inode.file_system().lock());
    return inode.stat();
}

Result<Stat> stat_of_open(Fd fd) {
    if (fd == kCurrentDirectory) return stat_of(*current_process().directory.inode());
    Ref<File> file = TRY(current_process().files.file(fd));
    return file->stat();
}

} // namespace

Result<Ref<Inode>> directory_of(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    Result<Ref<Inode>> inode = file->inode();
    if (!inode || !inode.value()->is_directory()) return Errno::notdir;
    return inode;
}

Result<Place> place_also_in_proc(Fd directory, Str path, bool follow_last) {
    PathBuffer text = TRY(copy_path(path));
    return place_of_copy(directory, std::move(text), follow_last);
}

Result<Place> place_of(Fd directory, Str path) {
    Place place = TRY(place_also_in_proc(directory, path, false));
    if (proc::is_below(place.path())) return Errno::rofs;
    return place;
}

Result<Ref<Inode>> file_at(Fd directory, Str path, AtFlags flags) {
    if (flags & ~kWhichFile) return Errno::inval;
    PathBuffer text = TRY(copy_path(path));
    if (means_descriptor(text, flags)) return file_of(directory);
    const bool follow_last = !(flags & AT_SYMLINK_NOFOLLOW);
    const Place place = TRY(place_of_copy(directory, std::move(text), follow_last));
    if (proc::is_below(place.path())) {
        if (!follow_last) return Errno::rofs;
        Ref<File> file = TRY(proc::linked_file(place.path()));
        return file->inode();
    }
    return lookup(place.start, place.path(), flags);
}

Result<Stat> stat_at(Fd directory, Str path, AtFlags flags) {
    if (flags & ~kWhichFile) return Errno::inval;
    PathBuffer text = TRY(copy_path(path));
    if (means_descriptor(text, flags)) return stat_of_open(directory);
    const bool follow_last = !(flags & AT_SYMLINK_NOFOLLOW);
    const Place place = TRY(place_of_copy(directory, std::move(text), follow_last));
    if (proc::is_below(place.path())) return proc::stat(place.path(), follow_last);
    const Ref<Inode> file = TRY(lookup(place.start, place.path(), flags));
    return stat_of(*file);
}

Result<FileSystemInfo> info_at(Str path) {
    const Place place = TRY(place_also_in_proc(kCurrentDirectory, path, true));
    if (proc::is_below(place.path())) {
        (void)TRY(proc::stat(place.path(), true));
        return proc::info();
    }
    const Ref<Inode> file = TRY(lookup(place.start, place.path(), AT_DEFAULT));
    return info_of(file->file_system());
}

FileSystemInfo info_of(Ext2& file_system) {
    const Alone alone(file_system.lock());
    return file_system.info();
}
