// tests/host/shell_printer.h: a syntax tree of the shell as text, in which everything that the parser found shows.
#pragma once

#include "user/bin/sh/syntax.h"
#include <string>

// ([echo] ['a b']) 1>file | ([cat]): words in brackets, what was quoted in quotes, constructs in parentheses.
std::string print_tree(const shell::Sequence& sequence);
