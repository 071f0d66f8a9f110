// file/file.cpp: what an open file answers if its kind knows nothing better.
#include "file/file.h"

namespace {
constinit Atomic<u32> open_files = 0;
}

File::File(u32 flags) : flags_(flags & (O_ACCMODE | O_DSYNC | O_PATH | kStatusFlags)) {
    open_files.fetch_add(1, Order::relaxed);
}
File::~File() { open_files.fetch_sub(1, Order::relaxed); }

void File::set_status_flags(u32 flags) {
    flags_.fetch_or(flags & kStatusFlags, Order::relaxed);
    flags_.fetch_and(flags | ~kStatusFlags, Order::relaxed);
}

u32 File::open_count() { return open_files.load(Order::relaxed); }

Result<usize> File::read(UserSink&) { return Errno::badf; }
Result<usize> File::write(UserSource&) { return Errno::badf; }
Result<usize> File::read_at(u64, UserSink&) { return Errno::spipe; }
Result<usize> File::write_at(u64, UserSource&) { return Errno::spipe; }
Result<void> File::resize(u64) { return Errno::inval; }
Result<void> File::sync() { return Errno::inval; }
Result<i64> File::seek(i64, Whence) { return Errno::spipe; }
Result<usize> File::read_directory(UserSink&) { return Errno::notdir; }
Result<Ref<Inode>> File::inode() { return Errno::inval; }
int File::readiness() { return POLLIN | POLLOUT; }
void File::start_polling(PollLink&) {}
void File::stop_polling(PollLink&) {}
bool File::can_be_watched() const { return false; }
WatchSet* File::watch_set() { return nullptr; }
Socket* File::socket() { return nullptr; }
bool File::find_own_path(char*, usize) const { return false; }
bool File::is_terminal() const { return false; }
Result<usize> File::unread_bytes() { return Errno::notty; }
Result<usize> File::traced_memory(Tid, u64, UserSink&) { return Errno::inval; }
