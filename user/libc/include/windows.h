/* user/libc/include/windows.h: a few functions of Windows, over the system calls of this kernel.
 *
 * Enough for a program that writes to its standard handles as one does on Windows: names, types, values and what is true or
 * false are those of Windows, so that the same source compiles there (user/lessons/levels/console.c). True is any number
 * but 0, and after a false GetLastError tells the reason, for each thread its own. A handle is no descriptor: it is opaque,
 * never null, and descriptor 1 is not handle 1.
 */
#pragma once

#include <stdint.h>

typedef void* HANDLE;
typedef int BOOL;
typedef uint32_t DWORD;
typedef uint16_t WCHAR; /* a unit of UTF-16 */

#define FALSE 0
#define TRUE  1

#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)

#define STD_INPUT_HANDLE  ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE  ((DWORD)-12)

#define ERROR_SUCCESS                0
#define ERROR_INVALID_HANDLE         6 /* no handle, or none of a console where one is wanted */
#define ERROR_NOT_ENOUGH_MEMORY      8
#define ERROR_GEN_FAILURE            31
#define ERROR_INVALID_PARAMETER      87
#define ERROR_DISK_FULL              112
#define ERROR_FILE_TOO_LARGE         223
#define ERROR_NO_DATA                232 /* nobody reads from this pipe any more */
#define ERROR_OPERATION_ABORTED      995 /* by a signal */
#define ERROR_NOACCESS               998 /* memory that is not there */
#define ERROR_NO_UNICODE_TRANSLATION 1113
#define ERROR_IO_DEVICE              1117

#ifdef __cplusplus
extern "C" {
#endif

DWORD GetLastError(void);

/* The handle of standard input, output or error; INVALID_HANDLE_VALUE for any other number. */
HANDLE GetStdHandle(DWORD which);

/* True for a console, false for any other handle. The mode itself is not known here: it is 0. */
BOOL GetConsoleMode(HANDLE console, DWORD* mode);

/* Writes count units of UTF-16, which become UTF-8 on the way; how many were written comes to *written, if that is not null.
 * Before what is no UTF-16 it ends, with ERROR_NO_UNICODE_TRANSLATION. reserved is null. */
BOOL WriteConsoleW(HANDLE console, const void* units, DWORD count, DWORD* written, void* reserved);

/* Writes count bytes, as they are; how many were written comes to *written. overlapped is null: it waits. */
BOOL WriteFile(HANDLE file, const void* bytes, DWORD count, DWORD* written, void* overlapped);

#ifdef __cplusplus
}
#endif
