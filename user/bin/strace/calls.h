// user/bin/strace/calls.h: what the table says of each call, and how it is shown: compiled from the row's prototype.
#pragma once

#include "values.h"

namespace strace {

struct Call {
    const Row& row;
    int count; // of parameters; of a retired call, which has none, of registers
    void (*arguments[TRACE_ARGUMENTS])(const View& view, int index);
    bool out[TRACE_ARGUMENTS]; // known at exit only
    void (*result)(const View& view);

    bool returns() const { return row.result != "never"; }
    bool may_wait() const { return has(row.flags, CallFlag::blocks); } // for as long as others please
};

// Null if no row of its table has this number.
const Call* call_of(const TraceEvent& event);

// Calls of the same name are the same for who reads a trace, whichever table they are in.
bool is_call(const TraceEvent& event, std::string_view name);
bool is_name_of_call(std::string_view name);

// "name(" and the arguments that are known at entry; and the others, ")" and the result.
void show_entry(const View& view, bool with_types);
void show_exit(const View& view, bool with_types);

void show_call_name(Line& line, const TraceEvent& event);

} // namespace strace
