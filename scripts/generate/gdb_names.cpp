// scripts/generate/gdb_names.cpp: writes the names of the calls and of their parameters for gdb.
#include "files.h"
#include "text.h"

std::string gdb_names(const Table& table) {
    std::string text =
        "# " + first_line("scripts/gdb/syscall_names.py", "the calls by their numbers, for gdb.") + R"(

# Number: name, and a pair of type and name for each parameter.
CALLS = {
)";
    for (const Call& call : table.calls) {
        if (call.status == Status::retired) continue;
        text += "    " + std::to_string(call.number) + ": (\"" + call.name + "\", (";
        for (const Parameter& each : call.parameters)
            text += "(\"" + each.type.name + "\", \"" + each.name + "\"), ";
        if (!call.parameters.empty()) text.pop_back(); // one pair needs its comma
        text += ")),\n";
    }
    return text + "}\n";
}
