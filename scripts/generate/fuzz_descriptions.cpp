// scripts/generate/fuzz_descriptions.cpp: writes what a fuzzer wants to know of the calls, in syzkaller's language.
#include "files.h"
#include "text.h"
#include <set>

namespace {

std::string lower(std::string text) {
    for (char& each : text) each = static_cast<char>(tolower(each));
    return text;
}

std::string integer(size_t bytes) { return "int" + std::to_string(bytes * 8); }

// What a pointer leads to; a structure has fields, and everything else may be one or more of its kind.
std::string target(const Type& type) {
    if (type.target == "Str") return "array[ptr[in, string]]";
    if (type.c.find("struct ") == std::string::npos) return "array[" + integer(type.bytes) + "]";
    return "array[" + lower(type.target) + "]";
}

// The type of one parameter. A size that stands behind a pointer tells how much is there.
std::string argument(const Call& call, size_t n) {
    const Type& type = call.parameters[n].type;
    switch (type.kind) {
    case Kind::number: return lower(type.name);
    case Kind::enumeration: return "flags[" + lower(type.name) + "_values, int32]";
    case Kind::string: return "ptr[in, string]";
    case Kind::read: return "ptr[in, " + target(type) + "]";
    case Kind::written: return "ptr[out, " + target(type) + "]";
    case Kind::packed: return "ptr[in, " + lower(type.target) + "]";
    default: break;
    }
    const bool after_pointer = n > 0 && call.parameters[n - 1].type.c.ends_with('*');
    if (!after_pointer || type.name != "usize") return integer(type.bytes);
    const Parameter& pointer = call.parameters[n - 1];
    return (call.parameters[n].name == "bytes" ? "bytesize[" : "len[") + pointer.name + "]";
}

std::string description(const Call& call) {
    std::vector<std::string> parts;
    for (size_t n = 0; n < call.parameters.size(); n++)
        parts.push_back(call.parameters[n].name + " " + argument(call, n));
    const std::string result = call.result.kind == Kind::number ? " " + lower(call.result.name) : "";
    return call.name + "(" + join(parts, ", ") + ")" + result + "\n";
}

// The classes around a number: what a call gives, others take.
std::set<std::string> resources(const Table& table) {
    std::set<std::string> names;
    for (const Call& call : table.calls) {
        if (call.result.kind == Kind::number) names.insert(lower(call.result.name));
        for (const Parameter& each : call.parameters)
            if (each.type.kind == Kind::number) names.insert(lower(each.type.name));
    }
    return names;
}

std::string fields(const Structure& structure) {
    std::string text = "\n" + lower(structure.name) + " {\n";
    for (const Field& each : structure.fields) {
        const std::string count = std::to_string(each.count);
        const std::string type =
            each.count ? "array[" + integer(each.bytes) + ", " + count + "]" : integer(each.bytes);
        text += "\t" + each.name + "\t" + type + "\n";
    }
    return text + "} [size[" + std::to_string(structure.bytes) + "]]\n";
}

} // namespace

std::string fuzz_descriptions(const Table& table) {
    std::string text =
        "# " + first_line("tests/fuzz/stile.txt", "the calls in syzkaller's language.") + "\n\n";
    for (const std::string& name : resources(table)) text += "resource " + name + "[int64]: 0, 1, 2, -1\n";
    text += "\n";
    for (const Call& call : table.calls)
        if (call.status != Status::retired) text += description(call);
    text += "\n";
    for (const Enumeration& each : table.enumerations) {
        std::vector<std::string> values;
        for (const Value& value : each.values) values.push_back(std::to_string(value.value));
        text += lower(each.name) + "_values = " + join(values, ", ") + "\n";
    }
    for (const Structure& structure : table.structures) text += fields(structure);
    return text;
}
