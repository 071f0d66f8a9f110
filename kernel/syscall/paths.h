// syscall/paths.h: from a path of a program to the file that it means, for the handlers of native calls and of Linux's.
#pragma once

#include "fs/path.h"
#include "process/path_buffer.h"
#include "process/process.h"

// A path, and the directory that it starts from. An absolute one starts at the root, whatever the descriptor is.
struct Place {
    PathBuffer text;
    Ref<Inode> start;

    const char* path() const { return text.text(); }
};
// Errno::badf, notdir, and what copying the path may answer. In /proc links have been followed, but for one in the last
// place if that is not wanted; whoever wants to change names there gets rofs.
Result<Place> place_of(Fd directory, Str path);
Result<Place> place_also_in_proc(Fd directory, Str path, bool follow_last);

// What an open file is, if paths may start there. Errno::badf, notdir
Result<Ref<Inode>> directory_of(Fd fd);

// The flags that say which file a path means.
constexpr int kWhichFile = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;

// The file at a path, or that of the descriptor itself. Errno::inval for other flags, and if a descriptor has none, or one to
// which a link in /proc leads; rofs for all else there.
Result<Ref<Inode>> file_at(Fd directory, Str path, AtFlags flags);

// What fstatat tells, also of what is open and no file of the file system.
Result<Stat> stat_at(Fd directory, Str path, AtFlags flags);

// What statfs tells: of the file system in which a path is; and of one.
Result<FileSystemInfo> info_at(Str path);
FileSystemInfo info_of(Ext2& file_system);

// The bits of a mode that a file can be given: all but its kind; and those which a new file of this process gets.
constexpr u32 kPermissions = 07777;
inline u32 allowed_permissions(FileMode mode) {
    return mode & kPermissions & ~current_process().umask.load(Order::relaxed);
}
