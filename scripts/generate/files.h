// scripts/generate/files.h: the files that are made from the table, each a function from the table to its text.
#pragma once

#include "table.h"

std::string c_calls(const Table& table);   // prototypes for C
std::string c_numbers(const Table& table); // numbers for C, C++ and assembly
std::string reference(const Table& table); // the manual in Markdown
std::string manual(const Table& table);    // and for the shell
std::string gdb_names(const Table& table);
std::string fuzz_descriptions(const Table& table);
