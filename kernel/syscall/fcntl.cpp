// syscall/fcntl.cpp: what a descriptor, or the open file behind it, is like: one call, a command for each question.
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

// Beside what may be changed, the flags may say again how the file was opened, as programs put together what F_GETFL said.
Result<void> set_file_flags(Fd fd, usize flags) {
    if (flags & ~usize{O_ACCMODE | O_DSYNC | O_PATH | File::kStatusFlags}) return Errno::inval;
    Ref<File> file = TRY(current_process().files.file(fd));
    file->set_status_flags(static_cast<u32>(flags));
    return {};
}

Result<usize> file_flags(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    return usize{file->flags()};
}

Result<usize> duplicate(Fd fd, usize lowest, bool close_on_exec) {
    if (lowest >= OPEN_FILES_MAX) return Errno::inval;
    Descriptors& files = current_process().files;
    Ref<File> file = TRY(files.file(fd));
    const Fd copy = TRY(files.install(std::move(file), close_on_exec, static_cast<int>(lowest)));
    return static_cast<usize>(copy.number());
}

} // namespace

Result<usize> sys_fcntl(Fd fd, FileCommand command, usize argument) {
    Descriptors& files = current_process().files;
    TRY(files.file(fd)); // a descriptor that is none is told of first
    switch (command) {
    case F_DUPFD: return duplicate(fd, argument, false);
    case F_DUPFD_CLOEXEC: return duplicate(fd, argument, true);
    case F_GETFD: return usize{TRY(files.closes_on_exec(fd)) ? usize{FD_CLOEXEC} : 0};
    case F_SETFD:
        if (argument & ~usize{FD_CLOEXEC}) return Errno::inval;
        TRY(files.set_close_on_exec(fd, argument & FD_CLOEXEC));
        return 0;
    case F_GETFL: return file_flags(fd);
    case F_SETFL: TRY(set_file_flags(fd, argument)); return 0;
    default: return Errno::inval;
    }
}
