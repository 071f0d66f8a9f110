// fs/root.h: the root file system: which disk it is on.
#pragma once

#include "fs/ext2.h"

namespace root {

// Mounts it from the machine's disk, if there is one; if not, from the image that is linked into the kernel. A disk that
// cannot be used turns the machine off, with words.
void mount();

Ext2& file_system();

} // namespace root
