// syscall/storage_calls.cpp: the handlers of calls about the bytes of files on disk, in the table's order.
#include "fs/ext2.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

Result<Ref<File>> file_of(Fd fd) { return current_process().files.file(fd); }

AddressSpace& user_space() { return *current_process().space; }

} // namespace

Result<usize> sys_pread(Fd fd, Out<char> bytes, usize count, i64 offset) {
    Ref<File> file = TRY(file_of(fd));
    if (!file->readable()) return Errno::badf;
    if (offset < 0) return Errno::inval;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    return file->read_at(static_cast<u64>(offset), sink);
}

Result<usize> sys_pwrite(Fd fd, In<char> bytes, usize count, i64 offset) {
    Ref<File> file = TRY(file_of(fd));
    if (!file->writable()) return Errno::badf;
    if (offset < 0) return Errno::inval;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSource source(user_space(), bytes.address(), count);
    return file->write_at(static_cast<u64>(offset), source);
}

Result<void> sys_ftruncate(Fd fd, i64 size) {
    Ref<File> file = TRY(file_of(fd));
    if (!file->writable() || size < 0) return Errno::inval;
    return file->resize(static_cast<u64>(size));
}

Result<void> sys_fsync(Fd fd) {
    Ref<File> file = TRY(file_of(fd));
    return file->sync();
}

Result<void> sys_sync() {
    Ext2& file_system = current_process().directory.inode()->file_system();
    const Alone alone(file_system.lock());
    return file_system.write_back();
}
