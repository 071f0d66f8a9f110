// user/libc/file.cpp: how a FILE gathers small reads and writes into few system calls.

#include "file.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

// A terminal shows what is printed a line at a time; everything else gets it in blocks.
void StdioFile::decide_mode() {
    if (mode_ != kUndecided) return;
    const int error = errno; // not being a terminal is no error of the caller's
    mode_ = isatty(fd) ? _IOLBF : _IOFBF;
    errno = error;
}

bool StdioFile::start_reading() {
    if (!readable) {
        errno = EBADF;
        failed = true;
        return false;
    }
    decide_mode();
    if (!writing_) return true;
    if (!write_waiting()) return false;
    writing_ = false;
    forget_read_ahead();
    return true;
}

bool StdioFile::start_writing() {
    if (!writable) {
        errno = EBADF;
        failed = true;
        return false;
    }
    decide_mode();
    if (writing_) return true;
    flush();
    writing_ = true;
    first_ = last_ = 0;
    return true;
}

bool StdioFile::fill() {
    if (!start_reading()) return false;
    if (first_ < last_) return true;
    if (at_end) return false;
    // A question must be on the screen before its answer is awaited.
    if (mode_ != _IOFBF && stdout->mode_ == _IOLBF) fflush(stdout);
    forget_read_ahead();
    const ssize_t count = ::read(fd, buffer_ + last_, mode_ == _IONBF ? 1 : size_ - last_);
    if (count > 0)
        last_ += static_cast<usize>(count);
    else if (count == 0)
        at_end = true;
    else
        failed = true;
    return count > 0;
}

int StdioFile::get() {
    if (unread_count() == 0 && !fill()) return EOF;
    return static_cast<u8>(buffer_[first_++]);
}

bool StdioFile::unget(char character) {
    if (!start_reading() || first_ == 0) return false;
    buffer_[--first_] = character;
    at_end = false;
    return true;
}

bool StdioFile::write_now(const char* from, usize count) {
    while (count > 0) {
        const ssize_t written = ::write(fd, from, count);
        if (written <= 0) {
            failed = true;
            return false;
        }
        from += written;
        count -= static_cast<usize>(written);
    }
    return true;
}

// Into the buffer, which is emptied when it is full. What would fill it alone goes straight to the file.
bool StdioFile::store(const char* from, usize count) {
    if (last_ + count > size_ && !write_waiting()) return false;
    if (count >= size_) return write_now(from, count);
    memcpy(buffer_ + last_, from, count);
    last_ += count;
    return true;
}

bool StdioFile::write(const char* from, usize count) {
    if (!start_writing()) return false;
    if (mode_ == _IONBF) return write_now(from, count);
    const void* newline = mode_ == _IOLBF ? memrchr(from, '\n', count) : nullptr;
    if (!newline) return store(from, count);
    const usize lines = static_cast<usize>(static_cast<const char*>(newline) + 1 - from);
    return store(from, lines) && write_waiting() && store(from + lines, count - lines);
}

bool StdioFile::write_waiting() {
    if (!writing_) return true;
    const usize waiting = last_;
    last_ = 0;
    return write_now(buffer_, waiting);
}

bool StdioFile::flush() {
    if (unread_count() == 0) return write_waiting();
    const int error = errno; // that a pipe cannot take anything back is no error of the caller's
    if (lseek(fd, -static_cast<off_t>(unread_count()), SEEK_CUR) >= 0) forget_read_ahead();
    errno = error;
    return true;
}

void StdioFile::set_buffer(char* buffer, usize size, int buffering) {
    flush();
    mode_ = buffering;
    if (!buffer || size < kSmallestBuffer || unread_count() > 0) return;
    buffer_ = buffer;
    size_ = size;
    if (!writing_) forget_read_ahead();
}

off_t StdioFile::seek(off_t offset, int whence) {
    if (!write_waiting()) return -1;
    if (whence == SEEK_CUR) offset -= static_cast<off_t>(unread_count());
    const off_t place = lseek(fd, offset, whence);
    if (place < 0) return -1;
    if (!writing_) forget_read_ahead();
    at_end = false;
    return place;
}

off_t StdioFile::tell() {
    if (!write_waiting()) return -1;
    const off_t place = lseek(fd, 0, SEEK_CUR);
    return place < 0 ? -1 : place - static_cast<off_t>(unread_count());
}

void StdioFile::reopen(bool can_read, bool can_write) {
    readable = can_read;
    writable = can_write;
    at_end = failed = writing_ = false;
    mode_ = kUndecided;
    forget_read_ahead();
}
