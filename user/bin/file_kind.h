// user/bin/file_kind.h: the kinds and permissions of files in letters and words.
#pragma once

#include <sys/stat.h>

struct FileKind {
    unsigned mode; // of S_IFMT
    char letter;   // in ls -l
    const char* name;
};

constexpr FileKind kFileKinds[] = {
    {S_IFREG, '-', "regular file"},     {S_IFDIR, 'd', "directory"},    {S_IFLNK, 'l', "symbolic link"},
    {S_IFCHR, 'c', "character device"}, {S_IFBLK, 'b', "block device"}, {S_IFIFO, 'p', "pipe"},
};

inline FileKind file_kind(unsigned mode) {
    for (const FileKind& kind : kFileKinds) {
        if ((mode & S_IFMT) == kind.mode) return kind;
    }
    return {0, '?', "unknown"};
}

// drwxr-xr-x
struct ModeText {
    char text[11];

    explicit ModeText(unsigned mode) {
        text[0] = file_kind(mode).letter;
        for (int i = 0; i < 9; ++i) text[1 + i] = mode & (0400u >> i) ? "rwx"[i % 3] : '-';
        constexpr unsigned kSpecial[] = {S_ISUID, S_ISGID, S_ISVTX}; // shown in the place of the x
        for (int i = 0; i < 3; ++i)
            if (mode & kSpecial[i]) text[3 + 3 * i] = (text[3 + 3 * i] == 'x' ? "sst" : "SST")[i];
        text[10] = 0;
    }
};

// Of a device file.
inline unsigned long major_number(unsigned long device) { return device >> 8; }
inline unsigned long minor_number(unsigned long device) { return device & 0xff; }
