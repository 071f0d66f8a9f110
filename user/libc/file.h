// user/libc/file.h: the inside of a FILE.
//
// One buffer serves reading or writing, never both at once:
//     reading   [ room for ungetc | already read | still unread | ]      what is unread lies from first_ to last_
//     writing   [ waiting to be written          |                ]      what waits lies from 0 to last_
#pragma once

#include "lock.h"
#include <stdio.h>

struct StdioFile {
  public:
    // The buffer stays the caller's; it has at least kSmallestBuffer bytes.
    constexpr StdioFile(int descriptor, bool can_read, bool can_write, int buffering, char* buffer,
                        usize size)
        : fd(descriptor), readable(can_read), writable(can_write), mode_(buffering), buffer_(buffer),
          size_(size) {}

    // Reading.
    int get(); // the next byte, or EOF
    bool unget(char character);
    bool fill(); // makes at least one byte unread; false at the end or after an error
    const char* unread() const { return buffer_ + first_; }
    usize unread_count() const { return writing_ ? 0 : last_ - first_; }
    void skip(usize count) { first_ += count; }

    // Writing. False after an error; what could not be written is lost.
    bool write(const char* from, usize count);
    bool write_waiting();
    bool flush(); // the same; or gives what was read ahead back to the file, so that others can read it

    void set_buffer(char* buffer, usize size, int buffering);
    off_t seek(off_t offset, int whence); // the new place, or -1
    off_t tell();
    void reopen(bool can_read, bool can_write); // as new; what is in the buffer is forgotten

    static constexpr int kUndecided = -1; // by lines on a terminal, else full: decided at the first use
    static constexpr usize kUngetBytes = 8;
    static constexpr usize kSmallestBuffer = 16;

    libc::RecursiveLock lock;  // of the functions of <stdio.h>; those above want it held
    StdioFile* next = nullptr; // in the list of open files
    int fd;
    bool readable;
    bool writable;
    bool at_end = false;
    bool failed = false;

  private:
    bool start_reading();
    bool start_writing();
    void decide_mode();
    void forget_read_ahead() { first_ = last_ = kUngetBytes; }
    bool write_now(const char* from, usize count);
    bool store(const char* from, usize count);

    int mode_; // _IOFBF, _IOLBF, _IONBF or kUndecided
    bool writing_ = false;
    char* buffer_;
    usize size_;
    usize first_ = kUngetBytes;
    usize last_ = kUngetBytes;
};

namespace libc {

using FileHolder = Holder<RecursiveLock>;

// Every open file but the three standard ones. The lock of the list comes before those of the files.
extern Lock open_files_lock;
extern FILE* open_files;

// What a mode such as "r+" asks for.
struct OpenMode {
    bool readable;
    bool writable;
    int flags; // for open
};
bool parse_mode(const char* mode, OpenMode& answer); // false, with EINVAL, if it is none

} // namespace libc
