// fs/path.h: from a path to a file, and from a directory back to its path.
#pragma once

#include "fs/inode.h"

// The file at a path, which begins at `start` unless it begins with a slash. Symbolic links are followed; the last
// component only without AT_SYMLINK_NOFOLLOW, or if a slash follows it.
// Errno::noent, notdir, nametoolong, loop (more than eight links), io, nomem.
Result<Ref<Inode>> lookup(const Ref<Inode>& start, const char* path, AtFlags flags);

// The directory in which the last component of a path stands, or would stand if there were such a file.
Result<Ref<Inode>> lookup_parent(const Ref<Inode>& start, const char* path);

// The absolute path of a directory; its length, the zero byte included. Errno::range if it does not fit into size
// bytes; noent if the directory is in no other one any more; io, nomem.
Result<usize> path_of(const Ref<Inode>& directory, char* to, usize size);
