// tests/host/kernel_string.h: the kernel's functions on bytes, under names that the host does not own.
//
// The host's library and the sanitizer keep the usual ones: whatever links kernel_string.cpp gets the rest.
#pragma once

#define memcpy  kernel_memcpy
#define memmove kernel_memmove
#define memset  kernel_memset
#define memcmp  kernel_memcmp
#define strlen  kernel_strlen
#define strcmp  kernel_strcmp
#define strncmp kernel_strncmp
#include "lib/string.h"
