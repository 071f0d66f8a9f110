// user/bin/strace/calls.h: what the table says of each call, and how it is shown: compiled from the row's prototype.
#pragma once

#include "values.h"

namespace strace {

struct Call {
    const char* name;
    const char* parameters; // as the row has them: "(Fd fd, usize count)"; null: it is retired
    int count;              // of parameters
    bool returns;
    bool may_wait; // for as long as others please
    void (*arguments[TRACE_ARGUMENTS])(const View& view, int index);
    bool out[TRACE_ARGUMENTS]; // known at exit only
    void (*result)(const View& view);
};

// Null if no row has this number.
const Call* call_of(u64 number);
usize call_count();

// The number of a name; call_count() if there is none.
usize number_of(const char* name);

// "name(" and the arguments that are known at entry; and the others, ")" and the result.
void show_entry(const View& view, bool with_types);
void show_exit(const View& view, bool with_types);

void show_call_name(Line& line, u64 number);

} // namespace strace
