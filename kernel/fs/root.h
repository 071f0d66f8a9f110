// fs/root.h: the root file system: which disk it is on, and when what was changed gets there.
#pragma once

#include "fs/ext2.h"

namespace root {

// Mounts it from the machine's disk, if there is one; if not, from the image that is linked into the kernel. A disk that
// cannot be used turns the machine off, with words.
void mount();

// From here on what was changed is written back every few seconds. The lock of the file system may be somebody else's then:
// so an idle thread, which must not sleep, uses no file any more.
void start_writing_back();

// Before the machine is turned off: the disk has all that was changed. Whoever wants to change more waits for ever.
void unmount();

Ext2& file_system();

} // namespace root
