/* user/libc/include/stdio.h: buffered files, and text made from values and back. */
#pragma once

#include "abi/files.h"
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define EOF          (-1)
#define BUFSIZ       4096
#define FOPEN_MAX    OPEN_FILES_MAX
#define FILENAME_MAX PATH_MAX_BYTES

/* How a FILE is buffered: until its buffer is full, until the end of a line, not at all. */
enum { _IOFBF = 0, _IOLBF = 1, _IONBF = 2 };

/* The compiler's own C++ headers may have named FILE already; nobody but stdio looks inside. */
#ifndef __FILE_defined
#define __FILE_defined 1
typedef struct StdioFile FILE;
#endif

#ifdef __cplusplus
extern "C" {
#endif

extern FILE* const stdin;
extern FILE* const stdout;
extern FILE* const stderr;

/* Files. */
FILE* fopen(const char* path, const char* mode);
FILE* fdopen(int fd, const char* mode);
FILE* tmpfile(void); /* read and written, and gone when it is closed */
FILE* freopen(const char* path, const char* mode, FILE* file);
int fclose(FILE* file);
int fflush(FILE* file); /* NULL: every file */
int setvbuf(FILE* file, char* buffer, int mode, size_t size);
void setbuf(FILE* file, char* buffer);
int fileno(FILE* file);
int feof(FILE* file);
int ferror(FILE* file);
void clearerr(FILE* file);
int fseek(FILE* file, long offset, int whence);
int fseeko(FILE* file, off_t offset, int whence);
long ftell(FILE* file);
off_t ftello(FILE* file);
void rewind(FILE* file);

/* Names. */
int remove(const char* path); /* a file, or an empty directory */
int rename(const char* from, const char* to);
int renameat(int from_directory, const char* from, int to_directory, const char* to);

/* Bytes. */
size_t fread(void* __restrict to, size_t size, size_t count, FILE* __restrict file);
size_t fwrite(const void* __restrict from, size_t size, size_t count, FILE* __restrict file);

/* Characters and lines. */
int fgetc(FILE* file);
int getc(FILE* file);
int getchar(void);
int ungetc(int character, FILE* file);
char* fgets(char* __restrict line, int size, FILE* __restrict file);
ssize_t getline(char** __restrict line, size_t* __restrict size, FILE* __restrict file);
ssize_t getdelim(char** __restrict line, size_t* __restrict size, int delimiter, FILE* __restrict file);
int fputc(int character, FILE* file);
int putc(int character, FILE* file);
int putchar(int character);
int fputs(const char* __restrict text, FILE* __restrict file);
int puts(const char* text);
void perror(const char* what);

/* Formatted output. */
int printf(const char* __restrict format, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE* __restrict file, const char* __restrict format, ...) __attribute__((format(printf, 2, 3)));
int dprintf(int fd, const char* __restrict format, ...) __attribute__((format(printf, 2, 3)));
int sprintf(char* __restrict to, const char* __restrict format, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char* __restrict to, size_t size, const char* __restrict format, ...)
    __attribute__((format(printf, 3, 4)));
int asprintf(char** __restrict to, const char* __restrict format, ...) __attribute__((format(printf, 2, 3)));
int vprintf(const char* __restrict format, va_list arguments) __attribute__((format(printf, 1, 0)));
int vfprintf(FILE* __restrict file, const char* __restrict format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
int vdprintf(int fd, const char* __restrict format, va_list arguments) __attribute__((format(printf, 2, 0)));
int vsprintf(char* __restrict to, const char* __restrict format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
int vsnprintf(char* __restrict to, size_t size, const char* __restrict format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
int vasprintf(char** __restrict to, const char* __restrict format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Formatted input. */
int scanf(const char* __restrict format, ...) __attribute__((format(scanf, 1, 2)));
int fscanf(FILE* __restrict file, const char* __restrict format, ...) __attribute__((format(scanf, 2, 3)));
int sscanf(const char* __restrict text, const char* __restrict format, ...)
    __attribute__((format(scanf, 2, 3)));
int vscanf(const char* __restrict format, va_list arguments) __attribute__((format(scanf, 1, 0)));
int vfscanf(FILE* __restrict file, const char* __restrict format, va_list arguments)
    __attribute__((format(scanf, 2, 0)));
int vsscanf(const char* __restrict text, const char* __restrict format, va_list arguments)
    __attribute__((format(scanf, 2, 0)));

#ifdef __cplusplus
}
#endif

#define stdin  stdin
#define stdout stdout
#define stderr stderr
