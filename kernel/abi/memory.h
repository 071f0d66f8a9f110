/* abi/memory.h: what programs and the kernel agree on about a program's memory. Plain C; the numbers are Linux's. */
#pragma once

#include "abi/enum.h"
#include <stdint.h>

/* What a program may do with memory. What may be written or executed may be read too. Nothing may be both written and
 * executed. */
enum MapProtection ABI_INT {
    PROT_NONE = 0,
    PROT_READ = 1,
    PROT_WRITE = 2,
    PROT_EXEC = 4, /* its bytes are instructions */
};

/* What memory map makes, and where. */
enum MapFlags ABI_INT {
    MAP_SHARED = 0x01,      /* a child of fork has the same memory. This one or the next must be there */
    MAP_PRIVATE = 0x02,     /* the process's own; a child of fork gets a copy */
    MAP_ANONYMOUS = 0x20,   /* of no file: all zero */
    MAP_FIXED = 0x10,       /* at this address and no other; what is there goes away */
    MAP_NORESERVE = 0x4000, /* means nothing here: all memory comes when it is touched */
    MAP_STACK = 0x20000,    /* means nothing here */
    MAP_FIXED_NOREPLACE = 0x100000, /* at this address and no other; EEXIST if something is there */
};

/* How memory may change its size. */
enum RemapFlags ABI_INT {
    MREMAP_MAYMOVE = 1, /* to another place, if there is no room where it is */
    MREMAP_FIXED = 2,   /* to this address and no other; what is there goes away. With MREMAP_MAYMOVE only */
};

/* What a region of a process's memory is for. */
enum MemoryUse ABI_INT {
    MEMORY_PROGRAM = 1, /* what the program's file says: code, constants, variables */
    MEMORY_HEAP =
        2, /* what brk has made; where it has grown together with the variables, one region is both, 3 */
    MEMORY_STACK = 4,   /* the first thread's */
    MEMORY_MAPPED = 8,  /* what map has made, */
    MEMORY_SHARED = 16, /* and others may have as well */
};

/* One region, as memory_list shows it: whole pages that lie together and may be used alike. */
struct MemoryRegion {
    uint64_t start;
    uint64_t end;        /* the first address after it */
    uint64_t pages;      /* that exist so far, 4 KiB each: the others come when they are touched */
    uint32_t protection; /* an enum MapProtection */
    uint32_t use;        /* an enum MemoryUse */
};

enum { MEMORY_REGIONS_MAX = 1024 /* of one process; one more is ENOMEM */ };
