// file/named_pipe.h: opening a pipe by its name in the file system.
#pragma once

#include "file/file.h"

// Whoever opens one end waits until the other is open, too; who opens both does not, nor who has O_NONBLOCK and reads.
// Errno::intr; nxio: O_NONBLOCK, to write, and nobody reads.
Result<Ref<File>> open_named_pipe(const Ref<Inode>& inode, u32 flags);
