// linux/laws.cpp: what must hold for the table of Linux's calls, checked when it is compiled.
#include "abi/linux_names.h"
#include <string_view>

namespace {

constexpr bool is_number_of(u64 number, std::string_view name) {
    const char* linux_name = linux_call_name(number);
    return linux_name && name == linux_name;
}

} // namespace

// That no number is there twice is checked by the switch.
#define LINUX(number, name, handler, flags, result, parameters)                                              \
    static_assert(is_number_of(number, #name), #name ": Linux has another number for it");
#define ABSENT(number, name)                                                                                 \
    static_assert(is_number_of(number, #name), #name ": Linux has another number for it");
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
