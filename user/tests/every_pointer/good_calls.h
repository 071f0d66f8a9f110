// user/tests/every_pointer/good_calls.h: one good call of each row that has pointers; it can be made again and again.
#pragma once

#include "../table.h"

struct Good {
    sys::Call call;
    u64 arguments[table::kMostParameters];
    u64 bytes[table::kMostParameters]; // of what a pointer points to; 0: what its type says
    void (*prepare)();
    bool looks; // false: only whether the address could be the program's is checked
};

// Before the first of them: files, a folder with names to change, a signal that is blocked.
void make_good_calls_possible();
// Afterwards. False: there is a name that nobody was to make.
bool remove_what_was_made();

// nullptr: nobody has written one for this row.
const Good* good_call(const table::Row& row);
