// user/bin/lines.h: reading text line by line, for the tools in C++.
#pragma once

#include "abi/integers.h"
#include "tool.h"
#include <utility>

// A line without the newline at its end. It may hold any byte; one more zero byte follows it.
struct Line {
    char* text = nullptr;
    usize size = 0;
    bool ended = false; // by a newline; the last line of a file may not be
};

// Lines of any length, one after the other, in memory that is used again for the next one.
class LineReader {
  public:
    explicit LineReader(FILE* file) : file_(file) {}
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;
    ~LineReader() { free(line_.text); }

    bool next() {
        ssize_t size = getline(&line_.text, &capacity_, file_);
        if (size < 0) return false;
        line_.size = static_cast<usize>(size);
        line_.ended = line_.size && line_.text[line_.size - 1] == '\n';
        if (line_.ended) line_.text[--line_.size] = 0;
        return true;
    }

    const Line& line() const { return line_; }

    // The line becomes the caller's, to be given to free().
    Line take() {
        capacity_ = 0;
        return std::exchange(line_, Line());
    }

  private:
    FILE* file_;
    Line line_;
    size_t capacity_ = 0;
};

inline void print_line(const Line& line) {
    fwrite(line.text, 1, line.size, stdout);
    putchar('\n');
}

// The same, but nothing is added to a line that had no end.
inline void print_as_it_was(const Line& line) {
    fwrite(line.text, 1, line.size, stdout);
    if (line.ended) putchar('\n');
}

// A number of lines, bytes or fields: digits only. False for anything else, and for more than fits.
inline bool parse_count(const char* text, usize& count) {
    if (!*text) return false;
    usize sum = 0;
    for (; *text; ++text) {
        if (*text < '0' || *text > '9') return false;
        if (__builtin_mul_overflow(sum, 10, &sum)) return false;
        if (__builtin_add_overflow(sum, static_cast<usize>(*text - '0'), &sum)) return false;
    }
    count = sum;
    return true;
}

// Calls action(file, name) for each file that is named, or once for the standard input. action answers an exit
// status; so does this: the worst of them.
template <class Action> int for_each_input(const char* tool, char** names, Action action) {
    static char standard_input[] = "-";
    static char* only_standard_input[] = {standard_input, nullptr};
    int status = 0;
    for (char** name = *names ? names : only_standard_input; *name; ++name) {
        FILE* file = open_input(tool, *name);
        int result = 1;
        if (file) {
            result = action(file, *name);
            int closing = close_input(tool, *name, file);
            if (closing > result) result = closing;
        }
        if (result > status) status = result;
    }
    return status;
}
