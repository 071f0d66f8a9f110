// file/open.cpp: opening files: what each flag asks for, and what is refused.
#include "file/open.h"
#include "file/device_file.h"
#include "file/inode_file.h"
#include "file/named_pipe.h"
#include "fs/changes.h"
#include "memory/heap.h"

namespace {

constexpr u32 kKnownFlags = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_NONBLOCK | O_DSYNC |
                            O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH;
constexpr u32 kFlagsForPlaces = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_PATH; // that O_PATH goes with
constexpr u32 kOwnerMayRead = 0400; // there is one user, who owns everything
constexpr u32 kOwnerMayWrite = 0200;

bool wants_to_read(u32 flags) { return (flags & O_ACCMODE) != O_WRONLY; }
bool wants_to_write(u32 flags) { return (flags & O_ACCMODE) != O_RDONLY || flags & O_TRUNC; }

Result<void> check_flags(u32 flags) {
    if (flags & ~kKnownFlags || (flags & O_ACCMODE) == O_ACCMODE) return Errno::inval;
    if (flags & O_CREAT && flags & O_DIRECTORY) return Errno::inval; // open makes no directories
    if (flags & O_PATH && flags & ~kFlagsForPlaces) return Errno::inval;
    return {};
}

Result<Created> find(const Ref<Inode>& start, const char* path, u32 flags, u32 mode) {
    const AtFlags last = flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : AT_DEFAULT;
    if (flags & O_CREAT) return create_file(start, path, mode, flags & O_EXCL, last);
    return Created{TRY(lookup(start, path, last)), false};
}

// What O_PATH opens: other calls are told by it which file they are about.
class PlaceFile final : public File {
  public:
    explicit PlaceFile(Ref<Inode> inode) : File(O_PATH), inode_(std::move(inode)) {}
    Result<Stat> stat() override {
        const Shared shared(inode_->file_system().lock());
        return inode_->stat();
    }
    Result<Ref<Inode>> inode() override { return inode_; }

  private:
    const Ref<Inode> inode_;
};

Result<void> check_permissions(const Inode& inode, u32 flags) {
    if (wants_to_read(flags) && !(inode.mode() & kOwnerMayRead)) return Errno::acces;
    if (wants_to_write(flags) && !(inode.mode() & kOwnerMayWrite)) return Errno::acces;
    return {};
}

Result<void> make_empty(Inode& inode) {
    const Alone alone(inode.file_system().lock());
    return inode.resize(0);
}

// A new file is its maker's to read and write, whatever others will be allowed.
Result<Ref<File>> open_regular(const Created& found, u32 flags) {
    if (!found.is_new) TRY(check_permissions(*found.file, flags));
    if (wants_to_write(flags) && found.file->file_system().read_only()) return Errno::rofs;
    Ref<File> file = TRY(make_ref<InodeFile>(found.file, flags));
    if (flags & O_TRUNC) TRY(make_empty(*found.file));
    return file;
}

Result<Ref<File>> open_directory(const Created& found, u32 flags) {
    if (wants_to_write(flags) || flags & O_CREAT) return Errno::isdir;
    TRY(check_permissions(*found.file, flags));
    return Ref<File>(TRY(make_ref<InodeFile>(found.file, flags)));
}

// What is done with it is no change of the file system.
Result<Ref<File>> open_pipe(const Created& found, u32 flags) {
    TRY(check_permissions(*found.file, flags));
    return open_named_pipe(found.file, flags);
}

} // namespace

Result<Ref<File>> open_file(const Ref<Inode>& start, const char* path, u32 flags, u32 mode) {
    TRY(check_flags(flags));
    const Created found = TRY(find(start, path, flags, mode));
    if (flags & O_DIRECTORY && !found.file->is_directory()) return Errno::notdir;
    if (flags & O_PATH) return Ref<File>(TRY(make_ref<PlaceFile>(found.file)));
    switch (found.file->kind()) {
    case S_IFDIR: return open_directory(found, flags);
    case S_IFREG: return open_regular(found, flags);
    case S_IFCHR: return open_device(found.file, flags); // whatever its mode says
    case S_IFIFO: return open_pipe(found, flags);
    case S_IFLNK: return Errno::loop; // it was not to be followed
    default: return Errno::nxio;
    }
}
