// syscall/file_calls.cpp: the handlers of calls about open files, in the table's order.
#include "file/inode_file.h"
#include "file/pipe.h"
#include "process/process.h"
#include "syscall/handlers.h"
#include "syscall/two_files.h"

namespace {

Result<Ref<File>> file_of(Fd fd) { return current_process().files.file(fd); }

AddressSpace& user_space() { return *current_process().space; }

} // namespace

Result<usize> sys_write(Fd fd, In<char> bytes, usize count) {
    const FileInUse file(current_process().files, fd);
    if (!file || !file->writable()) return Errno::badf;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSource source(user_space(), bytes.address(), count);
    const Result<usize> written = file->write(source);
    if (written.error() == Errno::pipe) signal_this_thread(SIGPIPE);
    return written;
}

Result<usize> sys_read(Fd fd, Out<char> bytes, usize count) {
    const FileInUse file(current_process().files, fd);
    if (!file || !file->readable()) return Errno::badf;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    return file->read(sink);
}

Result<void> sys_close(Fd fd) { return current_process().files.close(fd); }

Result<i64> sys_lseek(Fd fd, i64 offset, Whence whence) {
    const FileInUse file(current_process().files, fd);
    if (!file) return Errno::badf;
    return file->seek(offset, whence);
}

Result<Fd> sys_dup(Fd fd) {
    Ref<File> file = TRY(file_of(fd));
    return current_process().files.install(std::move(file), false);
}

Result<Fd> sys_dup3(Fd from, Fd to, OpenFlags flags) {
    if (from == to || flags & ~O_CLOEXEC) return Errno::inval;
    Ref<File> file = TRY(file_of(from));
    TRY(current_process().files.replace(to, std::move(file), flags & O_CLOEXEC));
    return to;
}

Result<void> install_two(Ref<File> one, Ref<File> other, u32 flags, Out<PipeEnds> numbers) {
    Descriptors& files = current_process().files;
    const Fd first = TRY(files.install(std::move(one), flags & O_CLOEXEC));
    const Result<Fd> second = files.install(std::move(other), flags & O_CLOEXEC);
    Result<void> result = second ? copy_out(user_space(), numbers, {first.number(), second.value().number()})
                                 : Result<void>(second.error());
    if (!result) {
        (void)files.close(first);
        if (second) (void)files.close(second.value());
    }
    return result;
}

Result<void> sys_pipe2(Out<PipeEnds> ends, OpenFlags flags) {
    if (flags & ~(O_CLOEXEC | O_NONBLOCK)) return Errno::inval;
    Pipe::Ends pipe = TRY(Pipe::create(flags & O_NONBLOCK));
    return install_two(std::move(pipe.read_end), std::move(pipe.write_end), flags, ends);
}

Result<void> sys_fstat(Fd fd, Out<Stat> answer) {
    const FileInUse file(current_process().files, fd);
    if (!file) return Errno::badf;
    const Stat stat = TRY(file->stat());
    return copy_out(user_space(), answer, stat);
}

Result<usize> sys_getdents(Fd fd, Out<DirectoryEntry> records, usize bytes) {
    Ref<File> file = TRY(file_of(fd));
    UserSink sink(user_space(), records.address(), bytes);
    return file->read_directory(sink);
}
