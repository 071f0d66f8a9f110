// abi/linux_names.h: the names of Linux's calls as data, those of calls that are not here among them.
#pragma once

#include "abi/names.h"

inline constexpr Name kLinuxNames[] = {
#define NAME(number, name) {#name, number},
#include "abi/linux_names.def"
#undef NAME
};

// Null if Linux has no such call.
constexpr const char* linux_call_name(u64 number) {
    for (const Name& name : kLinuxNames)
        if (name.value == static_cast<i64>(number)) return name.text;
    return nullptr;
}
