// scripts/generate/c_headers.cpp: writes the headers of the C library that are made from the table.
#include "files.h"
#include "text.h"
#include <algorithm>

namespace {

// A comment of C, in lines that fit.
std::string comment(const std::string& text) { return "/* " + wrapped(text + " */", 106, 3) + "\n"; }

const char* const kNotFormatted = "/* clang-format off */\n";

} // namespace

std::string c_calls(const Table& table) {
    std::string text = "/* " +
                       first_line("user/libc/include/sys/calls.h", "every system call as C functions.") +
                       R"( */
#pragma once

/* call_name answers -1 on failure, and errno says why; raw_name answers -errno. Neither knows POSIX: <unistd.h> and its
 * kin do, and the names, orders and types that one expects are there. What each call does: man 2 name. */
)" + kNotFormatted + R"(
#include "abi/structures.h"
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
)";
    for (const Call& call : table.calls) {
        if (call.internal || call.status == Status::retired) continue;
        const std::string rest = call.name + c_parameters(call) + ";\n";
        text += "\n" + comment(call.text) + "long call_" + rest + "long raw_" + rest;
    }
    return text + R"(
#ifdef __cplusplus
}
#endif
)";
}

std::string c_numbers(const Table& table) {
    const std::string path = "user/libc/include/sys/syscall_numbers.h";
    std::string text = "/* " + first_line(path, "the numbers of all system calls.") + R"( */
#pragma once

/* Nothing but numbers, so that C, C++ and assembly can include it. */
)" + kNotFormatted;
    size_t width = 0;
    for (const Call& call : table.calls) width = std::max(width, call.name.size() + 2);
    for (const Call& call : table.calls) {
        const std::string number = std::to_string(call.number);
        if (call.status == Status::retired)
            text += "/* " + number + " was " + call.name + " */\n";
        else
            text += "#define __NR_" + padded(call.name, width) + number + "\n";
    }
    text += "\n/* The same by the names that <sys/syscall.h> has on other systems. */\n";
    for (const Call& call : table.calls)
        if (call.status != Status::retired)
            text += "#define SYS_" + padded(call.name, width) + "__NR_" + call.name + "\n";
    return text;
}
