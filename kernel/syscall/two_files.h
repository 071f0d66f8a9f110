// syscall/two_files.h: giving a program two new files at once.
#pragma once

#include "abi/files.h"
#include "abi/types.h"
#include "file/file.h"

// Their descriptors are told at `numbers`. If that fails, nothing has happened, as far as the program can tell. `flags` may have
// O_CLOEXEC. (file_calls.cpp)
Result<void> install_two(Ref<File> one, Ref<File> other, u32 flags, Out<PipeEnds> numbers);
