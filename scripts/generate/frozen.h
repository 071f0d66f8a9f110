// scripts/generate/frozen.h: the numbers that are given away for ever, in kernel/abi/frozen_numbers.def.
#pragma once

#include "table.h"

// The path of the file, from the root of the tree.
constexpr const char* kFrozenFile = "kernel/abi/frozen_numbers.def";

// The file with a line for each call that is not in it yet: what is there is never changed. An empty text, and a word to
// the standard error output, if the table contradicts it.
std::string frozen_numbers(const Table& table, const std::string& before);
