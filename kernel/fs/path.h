// fs/path.h: from a path to a file, and from a directory back to its path.
#pragma once

#include "fs/directory.h"
#include "memory/page_buffer.h"

// The file at a path, which begins at `start` unless it begins with a slash. Symbolic links are followed; the last
// component only without AT_SYMLINK_NOFOLLOW, or if a slash follows it.
// Errno::noent, notdir, nametoolong, loop (more than forty links), io, nomem.
Result<Ref<Inode>> lookup(const Ref<Inode>& start, const char* path, AtFlags flags);

// The end of a path: where its last component stands, or would stand if there were such a file.
struct PathEnd {
    Ref<Inode> directory; // not a removed one
    Name name;            // empty, if the path is the root
    Ref<Inode> file;      // null, if there is none
    bool slash;           // one follows the name: a directory is meant
    PageBuffer text;      // holds the name, if it comes from a symbolic link; else it is in the path

    bool is_root() const { return name.empty(); }
    bool is_dots() const { return !is_root() && is_dot_or_dot_dot(name); }
};

// The same way as lookup's, for whoever has the file system alone. A symbolic link in the last place that is followed
// may lead to where no file is: that is the end then. With AT_SYMLINK_NOFOLLOW it is the end itself, slash or not.
Result<PathEnd> lookup_end(const Ref<Inode>& start, const char* path, AtFlags flags);

// The absolute path of a directory; its length, the zero byte included. Errno::range if it does not fit into size
// bytes; noent if the directory has been removed; io, nomem.
Result<usize> path_of(const Ref<Inode>& directory, char* to, usize size);
