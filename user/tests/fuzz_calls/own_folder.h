// user/tests/fuzz_calls/own_folder.h: the folder in which the fuzzer makes, changes and removes files, and nowhere else.
//
// Its paths have no `..`, and what symbolic links say are such paths, so that none of them leads out of it. A descriptor
// of it stays open for relative ones.
#pragma once

#include "../random.h"
#include "abi/files.h"
#include "abi/integers.h"
#include "report.h"

// No call of the fuzzer is given this number but together with a path that is good.
constexpr int kOwnFolderFd = kReportFd - 1;

#define OWN_FOLDER "/tmp/fuzz_calls"

namespace own_folder {

// In the fuzzer, before workers and after them.
void make();
void remove();

// In a worker: the folder, and files that may be written.
void open_in_worker();

// Good ones, of files that may be there or not, and some that are too long. They stay as they are.
const char* absolute_path(Random& random);
const char* relative_path(Random& random);

} // namespace own_folder
