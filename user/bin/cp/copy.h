// user/bin/cp/copy.h: copying one file, or one directory with all that is in it.
#pragma once

struct Options {
    bool all = false;      // -r: directories, too; symbolic links stay links
    bool ask = false;      // -i: before something is replaced
    bool force = false;    // -f: what cannot be written is removed, and made anew
    bool preserve = false; // -p: permissions and times, too
};

// 0, or 1 after complaints.
int copy(const char* from, const char* to, const Options& options);
