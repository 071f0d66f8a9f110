// syscall/paths.h: what handlers do with paths, for the calls of Linux that answer something else with it.
#pragma once

#include "abi/result.h"

// What fstatat tells.
Result<Stat> stat_at(Fd directory, Str path, AtFlags flags);
