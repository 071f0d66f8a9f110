// fs/changes.h: changing the tree of files: new ones, other names, none any more.
//
// Each function takes the file system alone, from the path to the last change: of two that want the same, one is
// first. A path begins at `start` unless it begins with a slash. Whatever fails has changed nothing.
//
// What a crash may find. The disk gets what was changed in turns (device/block_device.h), and here it is told where that
// is not enough:
//
//   1. An inode is on the disk before any name that means it, and its link count before one that is counted in it.
//   2. A name is gone from the disk before its inode's link count goes down, and before the inode is free.
//   3. A file that moves has its new name before it loses the old one.
//   4. A directory that moves has its new name before its `..` means the new parent, and loses the old one last.
//
// So a file may be found with a link count that is too high, or a directory under both names. No name ever means
// nothing or something else, and none is lost.
#pragma once

#include "fs/path.h"

// Beside the errors that each tells of: those of lookup; rofs; io; nomem.

struct Created {
    Ref<Inode> file;
    bool is_new;
};

// The file at a path; a regular one with this mode is made if there is none. If only a new one will do and there is one:
// Errno::exist. isdir if the path says that it is a directory; nospc. AT_SYMLINK_NOFOLLOW, or a symbolic link is followed.
Result<Created> create_file(const Ref<Inode>& start, const char* path, u32 mode, bool only_new,
                            AtFlags flags = AT_DEFAULT);

// Errno::exist, mlink, nospc
Result<void> make_directory(const Ref<Inode>& start, const char* path, u32 mode);

// Errno::exist, nospc
Result<void> make_named_pipe(const Ref<Inode>& start, const char* path, u32 mode);

// Errno::exist; nametoolong if target does not fit into a block; noent if it is empty; nospc
Result<void> make_symbolic_link(const char* target, const Ref<Inode>& start, const char* path);

// AT_SYMLINK_FOLLOW, or a symbolic link gets the name itself. Errno::exist; perm for a directory; mlink; nospc
Result<void> link_file(const Ref<Inode>& from_start, const char* from, const Ref<Inode>& to_start,
                       const char* to, AtFlags flags);

// Errno::isdir
Result<void> remove_file(const Ref<Inode>& start, const char* path);

// Errno::busy for the root, inval for `.`, notempty
Result<void> remove_directory(const Ref<Inode>& start, const char* path);

// What has the new name loses it. Errno::busy for the root, `.` and `..`; inval for a directory that would come into
// itself; isdir, notdir if only one of the two is a directory; notempty; mlink; nospc. If only a new name will do: exist
Result<void> rename_file(const Ref<Inode>& from_start, const char* from, const Ref<Inode>& to_start,
                         const char* to, bool only_new = false);

// What is known of a file, whatever it is called.
Result<void> change_mode(Inode& file, u32 mode);

// kKeepOwner in place of one of the two leaves it. Nobody's rights depend on them.
constexpr u32 kKeepOwner = ~0u;
Result<void> change_owner(Inode& file, u32 user, u32 group);

// Errno::inval for a time that the disk cannot keep
Result<void> change_times(Inode& file, const FileTimes& times);
