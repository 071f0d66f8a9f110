// linux/stat_calls.cpp: Linux's calls that tell of a file: what they tell is ours, and lies elsewhere in its structure.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"
#include "syscall/paths.h"

namespace {

// Of Linux (its include/uapi/linux/fcntl.h). Nothing is mounted here by being looked at.
constexpr int kNoAutomount = 0x800;

AddressSpace& user_space() { return *current_process().space; }

LinuxStat linux_stat(const Stat& stat) {
    LinuxStat answer{};
    answer.st_dev = stat.st_dev;
    answer.st_ino = stat.st_ino;
    answer.st_mode = stat.st_mode;
    answer.st_nlink = stat.st_nlink;
    answer.st_uid = stat.st_uid;
    answer.st_gid = stat.st_gid;
    answer.st_rdev = stat.st_rdev;
    answer.st_size = stat.st_size;
    answer.st_blksize = static_cast<i32>(stat.st_blksize);
    answer.st_blocks = stat.st_blocks;
    answer.st_atime_sec = stat.st_atime;
    answer.st_mtime_sec = stat.st_mtime;
    answer.st_ctime_sec = stat.st_ctime;
    return answer;
}

LinuxStatxTime statx_time(i64 seconds) { return {seconds, 0, 0}; }

LinuxStatx linux_statx_of(const Stat& stat) {
    constexpr u32 kToldOfAll = 0x7ff; // STATX_BASIC_STATS
    LinuxStatx answer{};
    answer.stx_mask = kToldOfAll;
    answer.stx_blksize = static_cast<u32>(stat.st_blksize);
    answer.stx_nlink = stat.st_nlink;
    answer.stx_uid = stat.st_uid;
    answer.stx_gid = stat.st_gid;
    answer.stx_mode = static_cast<u16>(stat.st_mode);
    answer.stx_ino = stat.st_ino;
    answer.stx_size = static_cast<u64>(stat.st_size);
    answer.stx_blocks = static_cast<u64>(stat.st_blocks);
    answer.stx_atime = statx_time(stat.st_atime);
    answer.stx_ctime = statx_time(stat.st_ctime);
    answer.stx_mtime = statx_time(stat.st_mtime);
    answer.stx_rdev_major = static_cast<u32>(stat.st_rdev >> 8);
    answer.stx_rdev_minor = stat.st_rdev & 0xff;
    answer.stx_dev_major = static_cast<u32>(stat.st_dev >> 8);
    answer.stx_dev_minor = stat.st_dev & 0xff;
    return answer;
}

// Times of reading are not written down here.
LinuxFileSystem linux_file_system(const FileSystemInfo& info) {
    constexpr u64 kFlagsAreTold = 0x20; // ST_VALID
    constexpr u64 kNoAccessTimes = 0x400;
    LinuxFileSystem answer{};
    answer.f_type = info.f_type;
    answer.f_bsize = info.f_bsize;
    answer.f_blocks = info.f_blocks;
    answer.f_bfree = info.f_bfree;
    answer.f_bavail = info.f_bavail;
    answer.f_files = info.f_files;
    answer.f_ffree = info.f_ffree;
    answer.f_namelen = info.f_namelen;
    answer.f_frsize = info.f_bsize;
    answer.f_flags = info.f_flags | kFlagsAreTold | kNoAccessTimes;
    return answer;
}

} // namespace

Result<void> linux_fstat(Fd fd, Out<LinuxStat> answer) {
    const FileInUse file(current_process().files, fd);
    if (!file) return Errno::badf;
    return copy_out(user_space(), answer, linux_stat(TRY(file->stat())));
}

Result<void> linux_newfstatat(Fd directory, Str path, Out<LinuxStat> answer, AtFlags flags) {
    const auto known = static_cast<AtFlags>(flags & ~kNoAutomount);
    return copy_out(user_space(), answer, linux_stat(TRY(stat_at(directory, path, known))));
}

Result<void> linux_statx(Fd directory, Str path, AtFlags flags, u32 wanted, Out<LinuxStatx> answer) {
    constexpr int kHowExact = 0x6000; // AT_STATX_FORCE_SYNC or AT_STATX_DONT_SYNC: it always is
    constexpr u32 kReserved = 0x8000'0000;
    if (wanted & kReserved || (flags & kHowExact) == kHowExact) return Errno::inval;
    const auto known = static_cast<AtFlags>(flags & ~(kNoAutomount | kHowExact));
    return copy_out(user_space(), answer, linux_statx_of(TRY(stat_at(directory, path, known))));
}

Result<void> linux_statfs(Str path, Out<LinuxFileSystem> answer) {
    return copy_out(user_space(), answer, linux_file_system(TRY(info_at(path))));
}

Result<void> linux_fstatfs(Fd fd, Out<LinuxFileSystem> answer) {
    Ref<File> file = TRY(current_process().files.file(fd));
    const Ref<Inode> inode = TRY(file->inode());
    return copy_out(user_space(), answer, linux_file_system(info_of(inode->file_system())));
}
