// linux/lock_calls.cpp: Linux's calls about locks on files that programs agree on.
#include "file/file_locks.h"
#include "linux/handlers.h"
#include "linux/locks.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

using file_locks::Kind;
using file_locks::kToTheEnd;
using file_locks::Lock;

// Numbers of Linux (its include/uapi/asm-generic/fcntl.h): commands of fcntl, for locks of a process and of an open file,
constexpr int kTell = 5;        // F_GETLK
constexpr int kTake = 6;        // F_SETLK
constexpr int kWait = 7;        // F_SETLKW
constexpr int kOfOpenFile = 31; // more is F_OFD_GETLK ...
// kinds of locks,
constexpr int kShared = 0;    // F_RDLCK
constexpr int kExclusive = 1; // F_WRLCK
constexpr int kNone = 2;      // F_UNLCK
// and operations of flock.
constexpr int kFlockShared = 1;
constexpr int kFlockExclusive = 2;
constexpr int kFlockAtOnce = 4;
constexpr int kFlockNone = 8;

AddressSpace& user_space() { return *current_process().space; }

// Where the bytes begin, as the program says it.
Result<i64> start_of(File& file, const LinuxLock& asked) {
    i64 base = 0;
    if (asked.l_whence == SEEK_CUR)
        base = TRY(file.seek(0, SEEK_CUR));
    else if (asked.l_whence == SEEK_END)
        base = TRY(file.stat()).st_size;
    else if (asked.l_whence != SEEK_SET)
        return Errno::inval;
    if (__builtin_add_overflow(base, asked.l_start, &base)) return Errno::overflow;
    return base < 0 ? Result<i64>(Errno::inval) : base;
}

// A length below 0 means the bytes before; 0 all that will ever come.
Result<void> set_range(File& file, const LinuxLock& asked, Lock& lock) {
    const i64 start = TRY(start_of(file, asked));
    if (asked.l_len < -start) return Errno::inval;
    const auto length = static_cast<u64>(asked.l_len);
    lock.start = static_cast<u64>(start);
    lock.end = asked.l_len == 0 ? kToTheEnd : lock.start + length;
    if (asked.l_len < 0) std::swap(lock.start, lock.end);
    if (lock.end > kToTheEnd) return Errno::overflow;
    return {};
}

Result<Lock> lock_of(File& file, const LinuxLock& asked, bool of_open_file) {
    if (asked.l_type < kShared || asked.l_type > kNone) return Errno::inval;
    Process& process = current_process();
    Lock lock;
    lock.file = TRY(file.inode()).get(); // which the file has, as long as it is in use
    lock.owner = of_open_file ? static_cast<const void*>(&file) : &process.files;
    lock.pid = of_open_file ? Pid(-1) : process.pid;
    lock.kind = Kind::bytes;
    lock.exclusive = asked.l_type == kExclusive;
    TRY(set_range(file, asked, lock));
    return lock;
}

Result<void> tell_of_obstacle(const Lock& wanted, LinuxLock& asked, In<LinuxLock> told) {
    Lock found;
    asked.l_type = kNone;
    if (file_locks::find_obstacle(wanted, found)) {
        asked.l_type = found.exclusive ? kExclusive : kShared;
        asked.l_whence = SEEK_SET;
        asked.l_start = static_cast<i64>(found.start);
        asked.l_len = found.end == kToTheEnd ? 0 : static_cast<i64>(found.end - found.start);
        asked.l_pid = found.pid.number();
    }
    return copy_out(user_space(), Out<LinuxLock>(told.address()), asked);
}

bool may_lock(const File& file, int type) {
    if (file.flags() & O_PATH) return false;
    return (type != kShared || file.readable()) && (type != kExclusive || file.writable());
}

// A thread may have closed the descriptor while another one waited for its lock, when there was none to go with it.
void drop_if_closed(Fd fd, File& file) {
    Descriptors& files = current_process().files;
    const Result<Ref<File>> now = files.file(fd);
    if (!now || now.value().get() != &file) file_locks::closed(&files, file);
}

} // namespace

bool is_about_locks(int command) {
    const int of_process = command >= kTell + kOfOpenFile ? command - kOfOpenFile : command;
    return of_process >= kTell && of_process <= kWait;
}

Result<usize> lock_bytes(Fd fd, int command, In<LinuxLock> address) {
    const bool of_open_file = command >= kTell + kOfOpenFile;
    const int what = of_open_file ? command - kOfOpenFile : command;
    Ref<File> file = TRY(current_process().files.file(fd));
    LinuxLock asked{};
    TRY(copy_in(user_space(), asked, address));
    if (of_open_file && asked.l_pid != 0) return Errno::inval;
    const Lock lock = TRY(lock_of(*file, asked, of_open_file));
    if (what == kTell && asked.l_type == kNone) return Errno::inval;
    if (what == kTell)
        TRY(tell_of_obstacle(lock, asked, address));
    else if (!may_lock(*file, asked.l_type))
        return Errno::badf;
    else if (asked.l_type == kNone)
        TRY(file_locks::give_back(lock));
    else
        TRY(file_locks::take(lock, what == kWait));
    if (!of_open_file) drop_if_closed(fd, *file);
    return 0;
}

// The lock that the open file has is gone before another one is taken.
Result<void> linux_flock(Fd fd, int operation) {
    Ref<File> file = TRY(current_process().files.file(fd));
    const int what = operation & ~kFlockAtOnce;
    if (what != kFlockShared && what != kFlockExclusive && what != kFlockNone) return Errno::inval;
    if (file->flags() & O_PATH) return Errno::badf;
    const Ref<Inode> inode = TRY(file->inode());
    const Lock lock{inode.get(), file.get(), Pid(-1), Kind::whole, what == kFlockExclusive, 0, kToTheEnd};
    TRY(file_locks::give_back(lock));
    return what == kFlockNone ? Result<void>() : file_locks::take(lock, !(operation & kFlockAtOnce));
}
