/* abi/files.h: what programs and the kernel agree on about files. Plain C, so that C programs can read it. */
#pragma once

#include "abi/enum.h"
#include <stdint.h>

/* How a file is opened: one access mode, and any of the other bits. */
enum OpenFlags ABI_INT {
    O_RDONLY = 0,
    O_WRONLY = 1,
    O_RDWR = 2,
    O_ACCMODE = 3,         /* the bits of the access mode */
    O_CREAT = 0100,        /* if there is no such file, make it */
    O_EXCL = 0200,         /* with O_CREAT: there must not be one yet */
    O_TRUNC = 01000,       /* the file is empty from then on */
    O_APPEND = 02000,      /* each write goes to the end */
    O_NONBLOCK = 04000,    /* reading and writing a pipe or a terminal never waits: EAGAIN */
    O_DSYNC = 010000,      /* what is written is on the disk when write comes back */
    O_DIRECTORY = 0200000, /* it must be a directory */
    O_NOFOLLOW = 0400000,  /* it must be no symbolic link */
    O_CLOEXEC = 02000000,  /* closed by execve */
    O_PATH =
        010000000, /* only for calls that are about its place or its name: it is neither read nor written */
};

/* What an offset given to lseek counts from. */
enum Whence ABI_INT {
    SEEK_SET = 0, /* the beginning */
    SEEK_CUR = 1, /* the place now */
    SEEK_END = 2, /* the end */
};

/* The directory that a relative path starts from, in place of a descriptor: the current one. */
enum { AT_FDCWD = -100 };

/* How a path is looked up. */
enum AtFlags ABI_INT {
    AT_DEFAULT = 0,
    AT_SYMLINK_NOFOLLOW = 0x100, /* a symbolic link in the last place is not followed */
    AT_REMOVEDIR = 0x200,        /* of unlinkat: remove a directory, which must be empty */
    AT_SYMLINK_FOLLOW = 0x400,   /* of linkat: a symbolic link in the last place is followed */
    AT_EMPTY_PATH = 0x1000,      /* an empty path means the file of the descriptor itself */
};

/* st_mode: the kind of a file and its permissions. */
enum FileMode ABI_INT {
    S_IFMT = 0170000,  /* the bits of the kind */
    S_IFIFO = 0010000, /* a pipe */
    S_IFCHR = 0020000, /* a character device */
    S_IFDIR = 0040000, /* a directory */
    S_IFBLK = 0060000, /* a block device */
    S_IFREG = 0100000, /* a regular file */
    S_IFLNK = 0120000, /* a symbolic link */
};

/* What fstat and fstatat answer. Times are in seconds since 1970. */
struct stat {
    uint64_t st_dev;
    uint64_t st_ino;   /* the file's number on the disk */
    uint32_t st_mode;  /* an enum FileMode, and the permissions below it */
    uint32_t st_nlink; /* names that it has */
    uint32_t st_uid;
    uint32_t st_gid;
    uint64_t st_rdev; /* of a device file: major << 8 | minor */
    int64_t st_size;  /* bytes */
    int64_t st_blksize;
    int64_t st_blocks; /* in units of 512 bytes */
    int64_t st_atime;
    int64_t st_mtime;
    int64_t st_ctime;
};

/* d_type: the kind of a directory entry, as FileMode has it. */
enum EntryType ABI_INT {
    DT_UNKNOWN = 0,
    DT_FIFO = 1,
    DT_CHR = 2,
    DT_DIR = 4,
    DT_BLK = 6,
    DT_REG = 8,
    DT_LNK = 10
};

/* One record of getdents. Records follow each other, d_reclen bytes apart (a multiple of 8). */
struct dirent {
    uint64_t d_ino;    /* the file's number */
    int64_t d_off;     /* where in the directory the next record starts */
    uint16_t d_reclen; /* of this record, in bytes */
    uint8_t d_type;    /* an enum EntryType */
    char d_name[256];  /* ends with a zero byte; only as long as d_reclen says */
};

/* The two descriptors that pipe2 makes: what is written to the second is read from the first. */
struct PipeEnds {
    int read_end;
    int write_end;
};

/* What fcntl does, and what its argument is. */
enum FileCommand ABI_INT {
    F_DUPFD = 0, /* another descriptor for the same open file: the lowest free one from the argument on */
    F_GETFD = 1, /* FD_CLOEXEC if execve closes this descriptor, else 0 */
    F_SETFD = 2, /* the argument: FD_CLOEXEC or 0 */
    F_GETFL = 3, /* the access mode, O_APPEND, O_NONBLOCK, O_DSYNC and O_PATH */
    F_SETFL = 4, /* the argument: O_APPEND, O_NONBLOCK, both or 0; what else F_GETFL tells is not looked at */
    F_DUPFD_CLOEXEC = 1030, /* F_DUPFD, and execve closes it */
};
enum { FD_CLOEXEC = 1 };

/* The times that utimensat gives a file, in nanoseconds since 1970; a disk may keep only whole seconds. */
struct FileTimes {
    int64_t access;
    int64_t modification;
};
#define FILE_TIME_NOW  INT64_MAX /* in place of a time: the time of day */
#define FILE_TIME_KEEP INT64_MIN /* in place of a time: leave it */

/* What statfs answers. */
struct statfs {
    uint64_t f_type;    /* EXT2_SUPER_MAGIC, or that of /proc */
    uint64_t f_bsize;   /* bytes in a block */
    uint64_t f_blocks;  /* blocks for files */
    uint64_t f_bfree;   /* of them free */
    uint64_t f_bavail;  /* and free for everybody */
    uint64_t f_files;   /* files that there may be */
    uint64_t f_ffree;   /* and how many more may come */
    uint64_t f_namelen; /* longest name, in bytes */
    uint64_t f_flags;   /* ST_RDONLY, or 0 */
};
enum { EXT2_SUPER_MAGIC = 0xef53, PROC_SUPER_MAGIC = 0x9fa0, ST_RDONLY = 1 };

enum {
    NAME_MAX_BYTES = 255,  /* longest name of a file, without its zero byte */
    PATH_MAX_BYTES = 4096, /* longest path, with its zero byte */
    OPEN_FILES_MAX = 1024, /* descriptors of one process */
    PIPE_CAPACITY = 4096,  /* bytes that a pipe holds; up to this many are written at once */
};

/* Modes of a terminal: bits for terminal_mode. */
enum TerminalMode ABI_INT {
    TERMINAL_ASK = -1,      /* change nothing */
    TERMINAL_RAW = 0,       /* each byte at once, as it came */
    TERMINAL_CANONICAL = 1, /* lines, which can be edited before Enter */
    TERMINAL_ECHO = 2,      /* show what is typed */
    TERMINAL_SIGNALS = 4,   /* Ctrl-C interrupts the foreground process group */
    TERMINAL_COOKED = 7,    /* all three: the usual mode */
};
