// abi/linux_rows.h: the table of Linux's calls as data, as abi/rows.h has ours.
#pragma once

#include "abi/linux.h"
#include "abi/rows.h"

namespace rows {

inline constexpr Row of_linux[] = {
#define LINUX(number, name, handler, flags, result, parameters)                                              \
    {number, #name, false, #result, #parameters, call_flags flags, {}, "", 0},
#define ABSENT(number, name) {number, #name, true, "", "()", 0, {}, "", 0}, // nothing is known but its name
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};

} // namespace rows

// In the order of the table.
inline constexpr std::span<const Row> kLinuxRows = rows::of_linux;
