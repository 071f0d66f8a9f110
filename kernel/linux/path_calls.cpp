// linux/path_calls.cpp: Linux's calls about paths and what is known of files, where they are not ours.
#include "arch/time.h"
#include "file/open.h"
#include "file/socket.h"
#include "fs/changes.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "proc/proc.h"
#include "process/process.h"
#include "syscall/paths.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// What access asks for, and a flag: whether for the user who has started the program, who is the same. Numbers of Linux.
constexpr int kMayExecute = 1;
constexpr int kMayWrite = 2;
constexpr int kMayRead = 4;
constexpr int kEffectiveUser = 0x200;

// What open and execve would say. Devices can be opened whatever their mode is.
Result<void> check_access(const Stat& stat, bool read_only, int wanted) {
    const u32 kind = stat.st_mode & S_IFMT;
    const bool device = kind == S_IFCHR || kind == S_IFBLK;
    const auto owner_may = static_cast<int>(stat.st_mode >> 6);
    if (wanted & kMayWrite && !device && read_only) return Errno::rofs;
    if (wanted & kMayExecute && kind != S_IFDIR && !(stat.st_mode & 0111)) return Errno::acces;
    if (!device && wanted & (kMayRead | kMayWrite) & ~owner_may) return Errno::acces;
    return {};
}

// Nothing there can be changed, and only links lead to programs.
Result<void> check_access_in_proc(const Stat& stat, int wanted) {
    const bool folder = (stat.st_mode & S_IFMT) == S_IFDIR;
    if (wanted & kMayWrite || (wanted & kMayExecute && !folder)) return Errno::acces;
    return {};
}

// A file that is open, and not only as a place.
Result<Ref<Inode>> inode_of_open(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    if (file->flags() & O_PATH) return Errno::badf;
    return file->inode();
}

} // namespace

// What is open and in no file system, as a pipe, is on none that could be read-only.
Result<void> linux_faccessat2(Fd directory, Str path, int mode, AtFlags flags) {
    if (mode & ~(kMayRead | kMayWrite | kMayExecute)) return Errno::inval;
    const auto known = static_cast<AtFlags>(flags & ~kEffectiveUser);
    const Stat stat = TRY(stat_at(directory, path, known));
    if (stat.st_dev == proc::kDevice) return check_access_in_proc(stat, mode);
    const Result<Ref<Inode>> file = file_at(directory, path, known);
    if (!file && file.error() != Errno::inval) return file.error();
    return check_access(stat, file && file.value()->file_system().read_only(), mode);
}

Result<void> linux_faccessat(Fd directory, Str path, int mode) {
    return linux_faccessat2(directory, path, mode, AT_DEFAULT);
}

Result<void> linux_fchmod(Fd fd, FileMode mode) {
    const Ref<File> file = TRY(current_process().files.file(fd));
    if (Socket* socket = file->socket()) {
        socket->set_permissions(mode & kPermissions);
        return {};
    }
    const Ref<Inode> inode = TRY(inode_of_open(fd));
    return change_mode(*inode, mode & kPermissions);
}

Result<void> linux_fchmodat(Fd directory, Str path, FileMode mode) {
    return sys_fchmodat(directory, path, mode, AT_DEFAULT);
}

Result<void> linux_fchownat(Fd directory, Str path, u32 user, u32 group, AtFlags flags) {
    const Ref<Inode> file = TRY(file_at(directory, path, flags));
    return change_owner(*file, user, group);
}

Result<void> linux_fchown(Fd fd, u32 user, u32 group) {
    const Ref<Inode> file = TRY(inode_of_open(fd));
    return change_owner(*file, user, group);
}

namespace {

// A disk keeps times from 1970 to 2106: of others the nearest, as on Linux.
Result<i64> file_time(const LinuxTime& time) {
    constexpr i64 kNow = 0x3fffffff;  // UTIME_NOW
    constexpr i64 kKeep = 0x3ffffffe; // UTIME_OMIT
    if (time.tv_nsec == kNow) return FILE_TIME_NOW;
    if (time.tv_nsec == kKeep) return FILE_TIME_KEEP;
    if (time.tv_nsec < 0 || time.tv_nsec >= i64{kNanosecondsPerSecond}) return Errno::inval;
    if (time.tv_sec < 0) return 0;
    const i64 seconds = time.tv_sec > i64{UINT32_MAX} ? i64{UINT32_MAX} : time.tv_sec;
    return seconds * i64{kNanosecondsPerSecond} + time.tv_nsec;
}

Result<FileTimes> file_times(In<LinuxTime> times) {
    if (times.address() == 0) return FileTimes{FILE_TIME_NOW, FILE_TIME_NOW};
    LinuxTime both[2]{};
    TRY(copy_in_bytes(user_space(), both, VirtAddr(times.address()), sizeof(both)));
    const i64 access = TRY(file_time(both[0]));
    const i64 modification = TRY(file_time(both[1]));
    return FileTimes{access, modification};
}

} // namespace

// Without a path it is about the descriptor.
Result<void> linux_utimensat(Fd directory, Str path, In<LinuxTime> times, AtFlags flags) {
    const FileTimes wanted = TRY(file_times(times));
    if (wanted.access == FILE_TIME_KEEP && wanted.modification == FILE_TIME_KEEP) return {};
    if (path.address() == 0 && directory == kCurrentDirectory) return Errno::fault;
    if (path.address() == 0 && flags) return Errno::inval;
    const Ref<Inode> file =
        TRY(path.address() == 0 ? inode_of_open(directory) : file_at(directory, path, flags));
    return change_times(*file, wanted);
}

// Of two files none can take the other's name here (RENAME_EXCHANGE), and there are no layers to hide one in.
Result<void> linux_renameat2(Fd from_directory, Str from, Fd to_directory, Str to, u32 flags) {
    constexpr u32 kOnlyNew = 1; // RENAME_NOREPLACE
    if (flags & ~kOnlyNew) return Errno::inval;
    const Place old_place = TRY(place_of(from_directory, from));
    const Place new_place = TRY(place_of(to_directory, to));
    return rename_file(old_place.start, old_place.path(), new_place.start, new_place.path(),
                       flags & kOnlyNew);
}

// No devices: whoever makes a disk puts them there.
Result<void> linux_mknodat(Fd directory, Str path, FileMode mode) {
    const u32 kind = mode & S_IFMT;
    if (kind == S_IFIFO) return sys_mkfifoat(directory, path, mode);
    if (kind != 0 && kind != S_IFREG) return Errno::perm;
    const Place place = TRY(place_of(directory, path));
    TRY(create_file(place.start, place.path(), allowed_permissions(mode), true));
    return {};
}

Result<void> linux_truncate(Str path, i64 size) {
    if (size < 0) return Errno::inval;
    const Place place = TRY(place_of(kCurrentDirectory, path));
    const Ref<Inode> inode = TRY(lookup(place.start, place.path(), AT_DEFAULT));
    if (inode->is_directory()) return Errno::isdir;
    if (inode->kind() != S_IFREG) return Errno::inval;
    Ref<File> file = TRY(open_file(place.start, place.path(), O_WRONLY, 0));
    return file->resize(static_cast<u64>(size));
}
