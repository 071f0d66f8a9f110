/* user/libc/platform/windows/windows_write.h: POSIX's write, over the functions of Windows.
 *
 * A console wants characters, in UTF-16: WriteConsoleW. Whatever else a handle may lead to, a file or a pipe, is given the
 * bytes as they are: WriteFile. Both answer 0 if they fail, and tell in a parameter how much was written: only if that is as
 * much as was asked for, all is well.
 */
#pragma once

#include <errno.h>
#include <stddef.h>
#include <utf16.h>
#include <windows.h>

/* -1, with the reason in errno. */
static inline ptrdiff_t windows_write_fails(int reason) {
    errno = reason;
    return -1;
}

/* So many units of good UTF-16, in bytes of UTF-8. */
static inline size_t windows_bytes_of(const uint16_t* units, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count;) {
        char character[4];
        const struct text_converted next = utf16_to_utf8(units + i, count - i, character, sizeof character);
        if (next.taken == 0) break; /* half a character was written */
        bytes += next.made;
        i += next.taken;
    }
    return bytes;
}

static inline ptrdiff_t windows_write_console(HANDLE console, const char* bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
        uint16_t units[256];
        const struct text_converted part = utf8_to_utf16(bytes + done, count - done, units, 256);
        DWORD written = 0;
        if (part.made == 0) return done ? (ptrdiff_t)done : windows_write_fails(EILSEQ);
        if (!WriteConsoleW(console, units, (DWORD)part.made, &written, NULL))
            return done ? (ptrdiff_t)done : windows_write_fails(EIO);
        if (written != part.made) return (ptrdiff_t)(done + windows_bytes_of(units, written));
        done += part.taken;
    }
    return (ptrdiff_t)done;
}

static inline ptrdiff_t windows_write(int descriptor, const void* bytes, size_t count) {
    if (descriptor != 1 && descriptor != 2) return windows_write_fails(EBADF);
    const HANDLE handle = GetStdHandle(descriptor == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
    if (handle == NULL || handle == INVALID_HANDLE_VALUE) return windows_write_fails(EBADF);
    DWORD mode, written = 0;
    if (GetConsoleMode(handle, &mode)) return windows_write_console(handle, (const char*)bytes, count);
    const DWORD at_most = count < 0x40000000 ? (DWORD)count : 0x40000000;
    if (!WriteFile(handle, bytes, at_most, &written, NULL))
        return windows_write_fails(GetLastError() == ERROR_INVALID_HANDLE ? EBADF : EIO);
    return (ptrdiff_t)written; /* POSIX, too, may write less than it was asked for: the caller compares */
}
