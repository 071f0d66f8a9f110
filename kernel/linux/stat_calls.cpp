// linux/stat_calls.cpp: Linux's calls that tell of a file: what they tell is ours, and lies elsewhere in its structure.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"
#include "syscall/paths.h"

namespace {

constexpr int kNoAutomount =
    0x800; // of Linux (its include/uapi/linux/fcntl.h): nothing is mounted here by being looked at

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
