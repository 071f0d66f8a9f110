// scripts/generate/text.h: putting texts together: what the writers of files share.
#pragma once

#include "table.h"

// The strings with something in between: join({"a", "b"}, ", ").
std::string join(const std::vector<std::string>& parts, const std::string& between);

// A text with blanks after it, so that it is at least so wide.
std::string padded(std::string text, size_t width);

// The same words in lines of at most so many characters; each but the first is indented.
std::string wrapped(const std::string& text, size_t width, size_t indent);

// The same where the first line begins in the column in which the others do.
std::string indented(const std::string& text, size_t width, size_t indent);

// (int fd, const char* bytes, size_t count); nothing is void.
std::string c_parameters(const Call& call);

// Result<usize> sys::write(Fd fd, In<char> bytes, usize count)
std::string prototype(const Call& call);

// The first line of a made file: path: what it is. Made by `make generate` from the table.
std::string first_line(const std::string& path, const std::string& what);
