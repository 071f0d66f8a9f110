// user/bin/edit/document.h: the text that is being edited, line by line.
#pragma once

#include "abi/integers.h"

// A place between two bytes.
struct Place {
    usize line = 0;
    usize byte = 0; // from the start of the line
};

// What a line holds. Not its newline: a file that ends with one has an empty line at its end.
struct Line {
    char* bytes = nullptr;
    usize size = 0;
    usize capacity = 0;
};

// There is always a line. What answers false, for want of memory, has changed nothing.
class Document {
  public:
    Document() = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    ~Document();

    // What is in the file; nothing, if there is none yet. False, with errno.
    bool load(const char* path);
    // False, with errno: then the file is as it was, unless it has several names.
    bool save(const char* path);

    usize lines() const { return count_; }
    const Line& line(usize number) const { return lines_[number]; }
    bool changed() const { return changed_; }

    // Bytes without newlines. The place moves behind them.
    bool insert(Place& place, const char* bytes, usize count);
    // The line ends here, and the next one begins: the place is its start.
    bool split(Place& place);
    // The next line becomes the end of this one. There is a next one.
    bool join(usize line);
    // So many bytes of one line.
    void erase(Place from, usize count);
    // A whole line. The last one that there is becomes empty instead.
    void erase_line(usize number);
    bool insert_line(usize number, const char* bytes, usize count);

    // Where some bytes are, in one line, from a place on and then from the start. False if they are nowhere.
    bool find(const char* bytes, usize count, Place& place) const;

  private:
    bool write_to(int fd) const;
    bool save_anew(const char* path, unsigned mode) const;
    bool save_in_place(const char* path) const;
    bool make_room();

    Line* lines_ = nullptr;
    usize count_ = 0;
    usize capacity_ = 0;
    bool changed_ = false;
};
