/* user/libc/include/sys/legacy.h: functions that are only there for old programs; compiling a use of one says so. */
#pragma once

/* Such a function works as ever. instead: what a new program calls. */
#define LEGACY(instead) __attribute__((deprecated("use " instead)))
