// file/device_file.h: opening device files: /dev/console and its like.
#pragma once

#include "file/file.h"
#include "fs/inode.h"

// A file for the device whose numbers are in `inode`, a character device. Errno::nxio if there is none with these.
Result<Ref<File>> open_device(Ref<Inode> inode, u32 flags);

// What /dev/random answers.
Result<usize> read_random(UserSink& to);
