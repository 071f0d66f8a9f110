/* user/libc/include/sys/mman.h: memory from the kernel, in whole pages. The flags are in abi/memory.h. */
#pragma once

#include "abi/memory.h"
#include <sys/types.h>

#define MAP_FAILED ((void*)-1)
#define MAP_ANON   MAP_ANONYMOUS

#ifdef __cplusplus
extern "C" {
#endif

/* Of a file, the memory gets a copy: what either writes later the other does not see. */
void* mmap(void* address, size_t bytes, int protection, int flags, int fd, off_t offset);
int munmap(void* address, size_t bytes);
int mprotect(void* address, size_t bytes, int protection);
/* Not of POSIX but of Linux: with MREMAP_FIXED a void* follows, the new address. */
void* mremap(void* address, size_t bytes, size_t new_bytes, int flags, ...);

#ifdef __cplusplus
}
#endif
