// lib/boot_arguments.h: the line of options that the machine was started with.
//
//   log=all quiet TERM=vt100 -- ls -l /bin
//
// Words between blanks; a word is a name, or a name and a value. A name in capitals, with a value, is no option, but a
// variable for the environment of the first program. What follows a word of two dashes belongs together.
#pragma once

#include "abi/integers.h"
#include <span>

// Whether `line` has an option of this name; its value, cut off if it is too long, or "" where there is none.
// If the name is there more than once, the last one counts.
bool find_boot_option(const char* line, const char* name, char* value, usize size);

// The options whose names are none of these, with blanks between them, cut off if that is too long; false if there are none.
bool find_unknown_boot_options(const char* line, std::span<const char* const> names, char* unknown,
                               usize size);

// The next variable of `line`, as NAME=value, cut off if it is too long; `line` then begins behind it. False if there is none.
bool next_boot_variable(const char*& line, char* variable, usize size);

// What follows the two dashes, without blanks before it; null if there are none.
const char* rest_of_boot_arguments(const char* line);
