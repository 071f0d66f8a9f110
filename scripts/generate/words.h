// scripts/generate/words.h: what people have written about calls and types, beside the table itself.
#pragma once

#include "table.h"

// What kernel/abi/words.def says of parameters and errors. False, and a word to the standard error output, if it speaks
// of what no row has, or leaves out an error of a call that it speaks of.
bool add_words(Table& table);

// The comments that the headers of a folder have about types, their values and their fields.
void add_comments(Table& table, const std::string& folder);
