// syscall/path_calls.cpp: the handlers of calls about paths: which file is meant, and what becomes of its name.
#include "file/open.h"
#include "fs/changes.h"
#include "proc/proc.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include "syscall/paths.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// What a symbolic link says takes the place of its path; the length.
Result<usize> target_of(Inode& link, const PathBuffer& text) {
    const Shared shared(link.file_system().lock());
    return link.read_link(text.text(), PATH_MAX_BYTES);
}

Result<Ref<File>> open_at(const Place& place, u32 flags, FileMode mode) {
    if (proc::is_below(place.path())) return proc::open(place.path(), flags);
    return open_file(place.start, place.path(), flags, allowed_permissions(mode));
}

// Likewise, of a link in /proc.
Result<usize> target_at(const Place& place) {
    if (proc::is_below(place.path())) return proc::read_link(place.path(), place.text.text());
    const Ref<Inode> link = TRY(lookup(place.start, place.path(), AT_SYMLINK_NOFOLLOW));
    if (link->kind() != S_IFLNK) return Errno::inval;
    return target_of(*link, place.text);
}

} // namespace

// A file is not made, nor made empty, for somebody who cannot have another descriptor.
Result<Fd> sys_openat(Fd directory, Str path, OpenFlags flags, FileMode mode) {
    const Place place = TRY(place_also_in_proc(directory, path, !(flags & O_NOFOLLOW)));
    Descriptors& files = current_process().files;
    if (flags & (O_CREAT | O_TRUNC) && files.is_full()) return Errno::mfile;
    Ref<File> file = TRY(open_at(place, flags, mode));
    return files.install(std::move(file), flags & O_CLOEXEC);
}

Result<Fd> sys_open(Str path, OpenFlags flags, FileMode mode) {
    return sys_openat(kCurrentDirectory, path, flags, mode);
}

Result<void> sys_fstatat(Fd directory, Str path, Out<Stat> answer, AtFlags flags) {
    return copy_out(user_space(), answer, TRY(stat_at(directory, path, flags)));
}

Result<void> sys_chdir(Str path) {
    const Place place = TRY(place_also_in_proc(kCurrentDirectory, path, true));
    Ref<Inode> inode = TRY(lookup(place.start, place.path(), AT_DEFAULT));
    if (!inode->is_directory()) return Errno::notdir;
    current_process().directory.change_to(std::move(inode));
    return {};
}

Result<void> sys_fchdir(Fd directory) {
    current_process().directory.change_to(TRY(directory_of(directory)));
    return {};
}

Result<usize> sys_getcwd(Out<char> path, usize size) {
    const PageBuffer text = TRY(PageBuffer::create());
    static_assert(PATH_MAX_BYTES <= kPageSize);
    const usize room = size < kPageSize ? size : kPageSize;
    char* start = reinterpret_cast<char*>(text.bytes()); // bytes that become text
    const usize length = TRY(path_of(current_process().directory.inode(), start, room));
    TRY(copy_out_bytes(user_space(), VirtAddr(path.address()), start, length));
    return length;
}

Result<void> sys_mkdirat(Fd directory, Str path, FileMode mode) {
    const Place place = TRY(place_of(directory, path));
    return make_directory(place.start, place.path(), allowed_permissions(mode));
}

Result<void> sys_mkfifoat(Fd directory, Str path, FileMode mode) {
    const Place place = TRY(place_of(directory, path));
    return make_named_pipe(place.start, place.path(), allowed_permissions(mode));
}

Result<void> sys_unlinkat(Fd directory, Str path, AtFlags flags) {
    if (flags & ~AT_REMOVEDIR) return Errno::inval;
    const Place place = TRY(place_of(directory, path));
    if (flags & AT_REMOVEDIR) return remove_directory(place.start, place.path());
    return remove_file(place.start, place.path());
}

Result<void> sys_linkat(Fd from_directory, Str from, Fd to_directory, Str to, AtFlags flags) {
    if (flags & ~AT_SYMLINK_FOLLOW) return Errno::inval;
    const Place old_place = TRY(place_of(from_directory, from));
    const Place new_place = TRY(place_of(to_directory, to));
    return link_file(old_place.start, old_place.path(), new_place.start, new_place.path(), flags);
}

Result<void> sys_symlinkat(Str target, Fd directory, Str path) {
    const PathBuffer text = TRY(PathBuffer::copy_in(user_space(), target));
    const Place place = TRY(place_of(directory, path));
    return make_symbolic_link(text.text(), place.start, place.path());
}

Result<usize> sys_readlinkat(Fd directory, Str path, Out<char> target, usize size) {
    const Place place = TRY(place_also_in_proc(directory, path, false));
    const usize length = TRY(target_at(place));
    const usize wanted = length < size ? length : size;
    TRY(copy_out_bytes(user_space(), VirtAddr(target.address()), place.path(), wanted));
    return wanted;
}

Result<void> sys_renameat(Fd from_directory, Str from, Fd to_directory, Str to) {
    const Place old_place = TRY(place_of(from_directory, from));
    const Place new_place = TRY(place_of(to_directory, to));
    return rename_file(old_place.start, old_place.path(), new_place.start, new_place.path());
}

Result<void> sys_fchmodat(Fd directory, Str path, FileMode mode, AtFlags flags) {
    const Ref<Inode> file = TRY(file_at(directory, path, flags));
    return change_mode(*file, mode & kPermissions);
}

Result<void> sys_utimensat(Fd directory, Str path, In<FileTimes> times, AtFlags flags) {
    FileTimes wanted{FILE_TIME_NOW, FILE_TIME_NOW};
    if (times.address() != 0) TRY(copy_in(user_space(), wanted, times));
    const Ref<Inode> file = TRY(file_at(directory, path, flags));
    return change_times(*file, wanted);
}

Result<void> sys_statfs(Str path, Out<FileSystemInfo> answer) {
    return copy_out(user_space(), answer, TRY(info_at(path)));
}
