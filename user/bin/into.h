// user/bin/into.h: `tool file file`, or `tool file... directory`: what cp, mv and ln make of their arguments.
#pragma once

#include "paths.h"

// Calls action(source, target) for each file but the last. If that is a directory, target is a path in it, with the last
// name of the source; only one file may come before it if not. action answers an exit status; so does this: the worst.
template <class Action> int for_each_target(const char* tool, char** first, char** last, Action action) {
    static Path target;
    bool into = is_directory(*last);
    if (!into && last - first > 1) {
        errno = ENOTDIR;
        return complain(tool, *last);
    }
    int status = 0;
    for (; first != last; ++first) {
        bool fits = target.set(*last) && (!into || target.append(LastName(*first)));
        int result = fits ? action(*first, target.text()) : complain(tool, *last);
        if (result > status) status = result;
    }
    return status;
}
