// user/libc/windows.cpp: a few functions of Windows, over the system calls of this kernel.
//
// They make typed calls, and leave errno alone: Windows has a word of its own for each error.
#include <syscalls.h>
#include <utf16.h>
#include <windows.h>

namespace {

__thread DWORD last_error;

BOOL fail(DWORD reason) {
    last_error = reason;
    return FALSE;
}

DWORD reason_of(Errno error) {
    switch (error) {
    case Errno::badf: return ERROR_INVALID_HANDLE;
    case Errno::nomem: return ERROR_NOT_ENOUGH_MEMORY;
    case Errno::inval: return ERROR_INVALID_PARAMETER;
    case Errno::nospc: return ERROR_DISK_FULL;
    case Errno::fbig: return ERROR_FILE_TOO_LARGE;
    case Errno::pipe: return ERROR_NO_DATA;
    case Errno::intr: return ERROR_OPERATION_ABORTED;
    case Errno::fault: return ERROR_NOACCESS;
    case Errno::io: return ERROR_IO_DEVICE;
    default: return ERROR_GEN_FAILURE;
    }
}

// As on Windows, handles are multiples of 4 and none is 0: that of descriptor n is 4 (n + 1).
constexpr usize kHandleStep = 4;

HANDLE handle_of(Fd fd) {
    const usize number = (static_cast<usize>(fd.number()) + 1) * kHandleStep;
    return reinterpret_cast<HANDLE>(number); // opaque: nobody follows it
}

// What is no handle becomes a descriptor that there cannot be, and the kernel says so.
Fd descriptor_of(HANDLE handle) {
    const usize number = reinterpret_cast<usize>(handle); // as above
    const bool good = number % kHandleStep == 0 && number / kHandleStep <= OPEN_FILES_MAX;
    return Fd::unchecked(good ? static_cast<int>(number / kHandleStep) - 1 : -1);
}

bool is_console(Fd fd) { return sys::terminal_mode.raw(fd, TERMINAL_ASK) >= 0; }

// All of it, in as many calls as that takes.
Result<void> write_all(Fd fd, const char* bytes, usize count) {
    for (usize done = 0; done < count;) done += TRY(sys::write(fd, bytes + done, count - done));
    return {};
}

} // namespace

extern "C" {

DWORD GetLastError() { return last_error; }

HANDLE GetStdHandle(DWORD which) {
    if (which == STD_INPUT_HANDLE) return handle_of(kStandardInput);
    if (which == STD_OUTPUT_HANDLE) return handle_of(kStandardOutput);
    if (which == STD_ERROR_HANDLE) return handle_of(kStandardError);
    fail(ERROR_INVALID_HANDLE);
    return INVALID_HANDLE_VALUE;
}

BOOL GetConsoleMode(HANDLE console, DWORD* mode) {
    if (!is_console(descriptor_of(console))) return fail(ERROR_INVALID_HANDLE);
    *mode = 0;
    return TRUE;
}

// A part at a time, as what is made of it must be somewhere: what a line is made of goes in one write.
BOOL WriteConsoleW(HANDLE console, const void* units, DWORD count, DWORD* written, void* reserved) {
    DWORD ignored;
    if (!written) written = &ignored;
    *written = 0;
    if (reserved) return fail(ERROR_INVALID_PARAMETER);
    const Fd fd = descriptor_of(console);
    if (!is_console(fd)) return fail(ERROR_INVALID_HANDLE);
    while (*written < count) {
        char part[512];
        const auto* rest = static_cast<const uint16_t*>(units) + *written;
        const text_converted converted = utf16_to_utf8(rest, count - *written, part, sizeof part);
        const Result<void> result = write_all(fd, part, converted.made);
        if (!result) return fail(reason_of(result.error()));
        *written += static_cast<DWORD>(converted.taken);
        if (converted.end == TEXT_WRONG || converted.end == TEXT_CUT_SHORT)
            return fail(ERROR_NO_UNICODE_TRANSLATION);
    }
    return TRUE;
}

BOOL WriteFile(HANDLE file, const void* bytes, DWORD count, DWORD* written, void* overlapped) {
    if (!written || overlapped) return fail(ERROR_INVALID_PARAMETER);
    *written = 0;
    const Result<usize> result = sys::write(descriptor_of(file), static_cast<const char*>(bytes), count);
    if (!result) return fail(reason_of(result.error()));
    *written = static_cast<DWORD>(result.value());
    return TRUE;
}

} // extern "C"
