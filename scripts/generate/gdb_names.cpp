// scripts/generate/gdb_names.cpp: writes the names of the calls and of their parameters for gdb.
#include "files.h"
#include "text.h"

namespace {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char each : text) {
        if (each == '"' || each == '\\') result += '\\';
        result += each;
    }
    return result + '"';
}

} // namespace

std::string gdb_names(const Table& table) {
    std::string text =
        "# " + first_line("scripts/gdb/syscall_names.py", "the calls by their numbers, for gdb.") + R"(

# Number: name, a pair of type and name for each parameter, type of the answer, and what it does.
CALLS = {
)";
    for (const Call& call : table.calls) {
        if (call.status == Status::retired) continue;
        text += "    " + std::to_string(call.number) + ": (" + quoted(call.name) + ", (";
        for (const Parameter& each : call.parameters)
            text += "(" + quoted(each.type.name) + ", " + quoted(each.name) + "), ";
        if (!call.parameters.empty()) text.pop_back(); // one pair needs its comma
        text += "), " + quoted(call.result.name) + ", " + quoted(call.text) + "),\n";
    }
    return text + "}\n";
}
