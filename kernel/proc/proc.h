// proc/proc.h: /proc: files about processes and the system that are made when somebody reads them.
//
// They are on no disk. Paths that lead there are recognised by how they are written: where a call takes one, it comes by
// here first (syscall/paths.cpp). Names are those of Linux, as far as programs ask for them.
#pragma once

#include "file/file.h"
#include "process/path_buffer.h"

namespace proc {

constexpr u64 kDevice = 4; // in place of a disk's number: st_dev

// Whether an absolute path leads to /proc, or further. Most do not, as soon as one looks.
bool leads_below(const char* path);
inline bool is_below(const char* path) {
    return path[0] == '/' && (path[1] == 'p' || path[1] == '/') && leads_below(path);
}

// Goes along a path in /proc. If there is a link on it, the path is another one afterwards: that which it leads to. The links
// to open files are the end of a path.
Result<void> follow_links(const PathBuffer& path, bool also_last);

// All of a path below /proc, without links but in the last place. Errors as for other files.
Result<Ref<File>> open(const char* path, u32 flags);
Result<Stat> stat(const char* path, bool follow_last);
Result<Ref<File>> linked_file(const char* path);     // where a link to an open file leads; rofs: it is none
FileSystemInfo info();                               // of all of it
Result<usize> read_link(const char* path, char* to); // PATH_MAX_BYTES at most; without a zero byte

// Relative paths may start at the folder of the disk that stands where /proc is. Which that is: once, after booting; and
// whether this is it.
void initialise();
bool is_place(const Inode& directory);

} // namespace proc
