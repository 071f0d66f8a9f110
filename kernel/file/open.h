// file/open.h: from a path to an open file.
#pragma once

#include "file/file.h"

// flags are OpenFlags; O_CLOEXEC is for whoever installs the file. Beside the errors of lookup: inval, exist, isdir,
// notdir, acces, rofs for whatever would change the file system, nxio for a file that cannot be opened.
Result<Ref<File>> open_file(const Ref<Inode>& start, const char* path, u32 flags);
