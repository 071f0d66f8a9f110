// user/tests/fuzz_calls/entry.cpp: calls of our own table, by our own way into the kernel.
#include "entry.h"

std::span<const table::Row> fuzzed_rows() { return table::kRows; }

i64 make_call(const Call& call) { return table::make_call(*call.row, call.arguments); }

bool is_lawful(const Call& call, i64 answer) { return table::is_lawful(*call.row, call.arguments, answer); }

i64 fork_without_library() { return sys::fork.raw(); }

// All there is to know of our own rows is in adjust.cpp.
void Maker::adjust_for_entry(Call&) {}
