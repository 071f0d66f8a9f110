// user/libc/stdio_bytes.cpp: characters, lines and blocks from and to a FILE.

#include "file.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

namespace {

// As many bytes as lie ready, up to the delimiter and at most `most`; `complete` if the delimiter is the last.
usize ready_bytes(const FILE* file, int delimiter, usize most, bool& complete) {
    const usize count = file->unread_count() < most ? file->unread_count() : most;
    const void* end = memchr(file->unread(), delimiter, count);
    complete = end != nullptr;
    return complete ? static_cast<usize>(static_cast<const char*>(end) + 1 - file->unread()) : count;
}

// Makes room in *line for so many bytes.
bool make_room(char** line, size_t* size, usize bytes) {
    if (*line && *size >= bytes) return true;
    usize larger = *line && *size > 0 ? *size : 128;
    while (larger < bytes) larger *= 2;
    char* memory = static_cast<char*>(realloc(*line, larger));
    if (!memory) return false;
    *line = memory;
    *size = larger;
    return true;
}

} // namespace

extern "C" {

size_t fread(void* to, size_t size, size_t count, FILE* file) {
    usize bytes;
    if (__builtin_mul_overflow(size, count, &bytes)) {
        errno = EINVAL;
        return 0;
    }
    if (bytes == 0) return 0;
    const libc::FileHolder holder(file->lock);
    usize done = 0;
    while (done < bytes && (file->unread_count() > 0 || file->fill())) {
        const usize part = file->unread_count() < bytes - done ? file->unread_count() : bytes - done;
        memcpy(static_cast<char*>(to) + done, file->unread(), part);
        file->skip(part);
        done += part;
    }
    return done / size;
}

size_t fwrite(const void* from, size_t size, size_t count, FILE* file) {
    usize bytes;
    if (__builtin_mul_overflow(size, count, &bytes)) {
        errno = EINVAL;
        return 0;
    }
    const libc::FileHolder holder(file->lock);
    return bytes > 0 && file->write(static_cast<const char*>(from), bytes) ? count : 0;
}

int fgetc(FILE* file) {
    const libc::FileHolder holder(file->lock);
    return file->get();
}

int getc(FILE* file) { return fgetc(file); }
int getchar() { return fgetc(stdin); }

int ungetc(int character, FILE* file) {
    const libc::FileHolder holder(file->lock);
    if (character == EOF || !file->unget(static_cast<char>(character))) return EOF;
    return static_cast<unsigned char>(character);
}

char* fgets(char* line, int size, FILE* file) {
    if (size <= 0) return nullptr;
    const libc::FileHolder holder(file->lock);
    usize room = static_cast<usize>(size) - 1;
    char* end = line;
    bool complete = false;
    while (!complete && room > 0 && (file->unread_count() > 0 || file->fill())) {
        const usize part = ready_bytes(file, '\n', room, complete);
        memcpy(end, file->unread(), part);
        file->skip(part);
        end += part;
        room -= part;
    }
    if (end == line && size > 1) return nullptr;
    *end = '\0';
    return line;
}

ssize_t getdelim(char** line, size_t* size, int delimiter, FILE* file) {
    const libc::FileHolder holder(file->lock);
    usize length = 0;
    bool complete = false;
    while (!complete && (file->unread_count() > 0 || file->fill())) {
        const usize part = ready_bytes(file, delimiter, SSIZE_MAX, complete);
        if (!make_room(line, size, length + part + 1)) return -1;
        memcpy(*line + length, file->unread(), part);
        file->skip(part);
        length += part;
    }
    if (length == 0) return -1;
    (*line)[length] = '\0';
    return static_cast<ssize_t>(length);
}

ssize_t getline(char** line, size_t* size, FILE* file) { return getdelim(line, size, '\n', file); }

int fputc(int character, FILE* file) {
    const libc::FileHolder holder(file->lock);
    const char byte = static_cast<char>(character);
    return file->write(&byte, 1) ? static_cast<unsigned char>(byte) : EOF;
}

int putc(int character, FILE* file) { return fputc(character, file); }
int putchar(int character) { return fputc(character, stdout); }

int fputs(const char* text, FILE* file) {
    const libc::FileHolder holder(file->lock);
    return file->write(text, strlen(text)) ? 0 : EOF;
}

int puts(const char* text) {
    const libc::FileHolder holder(stdout->lock); // text and newline are not parted
    if (fputs(text, stdout) == EOF) return EOF;
    return fputc('\n', stdout) == EOF ? EOF : 0;
}

void perror(const char* what) {
    const char* why = strerror(errno);
    if (what && *what)
        fprintf(stderr, "%s: %s\n", what, why);
    else
        fprintf(stderr, "%s\n", why);
}

} // extern "C"
