// linux/locks.h: what fcntl does about locks on parts of files.
#pragma once

#include "abi/linux.h"
#include "abi/result.h"

// F_GETLK and its kin.
bool is_about_locks(int command);
Result<usize> lock_bytes(Fd fd, int command, In<LinuxLock> lock);
