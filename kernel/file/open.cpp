// file/open.cpp: opening files: what each flag asks for, and what is refused.
#include "file/open.h"
#include "file/device_file.h"
#include "file/inode_file.h"
#include "fs/path.h"
#include "memory/heap.h"

namespace {

constexpr u32 kKnownFlags = O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_DIRECTORY | O_CLOEXEC;
constexpr u32 kOwnerMayRead = 0400; // in the mode of a file. There is one user, who owns everything

bool wants_to_read(u32 flags) { return (flags & O_ACCMODE) != O_WRONLY; }
bool wants_to_write(u32 flags) { return (flags & O_ACCMODE) != O_RDONLY; }

Result<void> check_flags(u32 flags) {
    if (flags & ~kKnownFlags || (flags & O_ACCMODE) == O_ACCMODE) return Errno::inval;
    if (flags & O_CREAT && flags & O_DIRECTORY) return Errno::inval; // open makes no directories
    return {};
}

// The file, or why it cannot be made: a new one would have to be written to a file system that is only read.
Result<Ref<Inode>> find(const Ref<Inode>& start, const char* path, u32 flags) {
    const bool only_new =
        flags & O_CREAT && flags & O_EXCL; // then a link in the last place is somebody's already
    Result<Ref<Inode>> found = lookup(start, path, only_new ? AT_SYMLINK_NOFOLLOW : AT_DEFAULT);
    if (found && only_new) return Errno::exist;
    if (found || found.error() != Errno::noent || !(flags & O_CREAT)) return found;
    TRY(lookup_parent(start, path));
    return Errno::rofs;
}

Result<Ref<File>> open_inode(Ref<Inode> inode, u32 flags) {
    if (wants_to_read(flags) && !(inode->mode() & kOwnerMayRead)) return Errno::acces;
    return Ref<File>(TRY(make_ref<InodeFile>(std::move(inode), flags)));
}

} // namespace

Result<Ref<File>> open_file(const Ref<Inode>& start, const char* path, u32 flags) {
    TRY(check_flags(flags));
    Ref<Inode> inode = TRY(find(start, path, flags));
    if (flags & O_DIRECTORY && !inode->is_directory()) return Errno::notdir;
    switch (inode->kind()) {
    case S_IFDIR:
        if (wants_to_write(flags) || flags & (O_CREAT | O_TRUNC)) return Errno::isdir;
        return open_inode(std::move(inode), flags);
    case S_IFREG:
        if (wants_to_write(flags) || flags & O_TRUNC) return Errno::rofs;
        return open_inode(std::move(inode), flags);
    case S_IFCHR: return open_device(std::move(inode), flags); // whatever its mode says
    default: return Errno::nxio;
    }
}
