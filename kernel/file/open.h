// file/open.h: from a path to an open file.
#pragma once

#include "file/file.h"

// flags are OpenFlags; O_CLOEXEC is for whoever installs the file. A file that O_CREAT makes gets the permissions in mode.
// Beside the errors of lookup: inval, exist, isdir, notdir, acces, nospc, rofs for whatever would change a file system
// that is only read, nxio for a file that cannot be opened. For a pipe it may sleep: then also intr.
Result<Ref<File>> open_file(const Ref<Inode>& start, const char* path, u32 flags, u32 mode);
