// user/libc/printf.cpp: the printf family: one language, and five places for the text to go.

#include "file.h"
#include "format.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace {

// As much as fits in memory of the caller.
class MemorySink final : public libc::Sink {
  public:
    MemorySink(char* to, usize size) : to_(to), room_(size > 0 ? size - 1 : 0) {
        if (size > 0) *to_ = '\0';
    }

  private:
    void take(const char* bytes, usize count) override {
        const usize part = count < room_ ? count : room_;
        if (part == 0) return;
        memcpy(to_, bytes, part);
        to_ += part;
        room_ -= part;
        *to_ = '\0';
    }

    char* to_;
    usize room_; // the zero byte at the end not counted
};

// A FILE. The pieces are gathered first, so that a message to an unbuffered file is one system call.
class FileSink final : public libc::Sink {
  public:
    explicit FileSink(FILE* file) : file_(file) {}
    bool finish() {
        if (used_ > 0) good_ &= file_->write(gathered_, used_);
        used_ = 0;
        return good_;
    }

  private:
    void take(const char* bytes, usize count) override {
        if (used_ + count > sizeof gathered_) finish();
        if (count > sizeof gathered_) {
            good_ &= file_->write(bytes, count);
            return;
        }
        memcpy(gathered_ + used_, bytes, count);
        used_ += count;
    }

    FILE* file_;
    bool good_ = true;
    usize used_ = 0;
    char gathered_[256];
};

} // namespace

extern "C" {

int vfprintf(FILE* file, const char* format, va_list arguments) {
    const libc::FileHolder holder(file->lock);
    FileSink sink(file);
    const int length = libc::format(sink, format, arguments);
    return sink.finish() ? length : -1;
}

int vsnprintf(char* to, size_t size, const char* format, va_list arguments) {
    MemorySink sink(to, size);
    return libc::format(sink, format, arguments);
}

int vdprintf(int fd, const char* format, va_list arguments) {
    char buffer[FILE::kSmallestBuffer];
    FILE file(fd, false, true, _IONBF, buffer, sizeof buffer);
    return vfprintf(&file, format, arguments);
}

int vasprintf(char** to, const char* format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(nullptr, 0, format, again);
    va_end(again);
    if (length < 0) return -1;
    *to = static_cast<char*>(malloc(static_cast<usize>(length) + 1));
    if (!*to) return -1;
    return vsnprintf(*to, static_cast<usize>(length) + 1, format, arguments);
}

int vprintf(const char* format, va_list arguments) { return vfprintf(stdout, format, arguments); }

int vsprintf(char* to, const char* format, va_list arguments) {
    return vsnprintf(to, SIZE_MAX, format, arguments);
}

int printf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vprintf(format, arguments);
    va_end(arguments);
    return length;
}

int fprintf(FILE* file, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vfprintf(file, format, arguments);
    va_end(arguments);
    return length;
}

int dprintf(int fd, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vdprintf(fd, format, arguments);
    va_end(arguments);
    return length;
}

int sprintf(char* to, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsprintf(to, format, arguments);
    va_end(arguments);
    return length;
}

int snprintf(char* to, size_t size, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length;
}

int asprintf(char** to, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(to, format, arguments);
    va_end(arguments);
    return length;
}

} // extern "C"
