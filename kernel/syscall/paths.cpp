// syscall/paths.cpp: what a path means: where it starts, and when it is about the descriptor itself.
#include "syscall/paths.h"

namespace {

Result<PathBuffer> copy_path(Str path) { return PathBuffer::copy_in(*current_process().space, path); }

// An empty path leads nowhere, wherever it starts.
Result<Ref<Inode>> start_of(Fd directory, const PathBuffer& path) {
    if (path.text()[0] == 0) return Errno::noent;
    if (directory == kCurrentDirectory || path.text()[0] == '/') return current_process().directory.inode();
    return directory_of(directory);
}

Result<Ref<Inode>> find(Fd directory, const PathBuffer& path, AtFlags flags) {
    const Ref<Inode> start = TRY(start_of(directory, path));
    return lookup(start, path.text(), flags);
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

Result<Place> place_of(Fd directory, Str path) {
    PathBuffer text = TRY(copy_path(path));
    Ref<Inode> start = TRY(start_of(directory, text));
    return Place{std::move(text), std::move(start)};
}

Result<Ref<Inode>> file_at(Fd directory, Str path, AtFlags flags) {
    if (flags & ~kWhichFile) return Errno::inval;
    const PathBuffer text = TRY(copy_path(path));
    if (means_descriptor(text, flags)) return file_of(directory);
    return find(directory, text, flags);
}

Result<Stat> stat_at(Fd directory, Str path, AtFlags flags) {
    if (flags & ~kWhichFile) return Errno::inval;
    const PathBuffer text = TRY(copy_path(path));
    if (means_descriptor(text, flags)) return stat_of_open(directory);
    const Ref<Inode> file = TRY(find(directory, text, flags));
    return stat_of(*file);
}

FileSystemInfo info_of(Ext2& file_system) {
    const Alone alone(file_system.lock());
    return file_system.info();
}
