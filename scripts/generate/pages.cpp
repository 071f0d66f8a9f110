// scripts/generate/pages.cpp: the page of each call, enumeration and structure.
#include "pages.h"
#include "text.h"
#include <algorithm>
#include <cstdio>
#include <map>

namespace {

// An enumeration with more values than this is not listed where a parameter has it.
constexpr size_t kListedValues = 12;

const char* const kRetired = "Retired calls";
const char* const kStubs = "Calls without a handler";

std::string value_in_words(const Enumeration& enumeration, const Value& value) {
    char text[32];
    snprintf(text, sizeof text, enumeration.bits && value.value > 9 ? "0x%lx" : "%ld", value.value);
    return text;
}

// --- calls ---

// What stands behind a class of the interface that is a number.
std::string number_in_words(const std::string& name) {
    static const std::map<std::string, std::string> kWords = {
        {"Fd", "a file descriptor of this process"},
        {"Pid", "the number of a process"},
        {"Tid", "the number of a thread"},
        {"Mapping", "the address of memory that map has made"},
    };
    const auto found = kWords.find(name);
    return found == kWords.end() ? "a " + name : found->second;
}

std::string enumeration_in_words(const std::string& name, const Table& table) {
    for (const Enumeration& each : table.enumerations) {
        if (each.name != name) continue;
        if (each.values.size() > kListedValues) break;
        std::vector<std::string> values;
        for (const Value& value : each.values)
            values.push_back(value.name + " (" + value_in_words(each, value) + ")");
        return name + ": " + (each.bits ? "any of " : "one of ") + join(values, ", ");
    }
    return "a " + name + ", which has a page of its own";
}

std::string integer_in_words(const Type& type) {
    return "a number of " + std::to_string(type.bytes * 8) + " bits, " +
           (type.is_signed ? "with" : "without") + " a sign";
}

std::string address_in_words(const Type& type, const std::string& what_the_kernel_does) {
    const std::string end = "; the kernel " + what_the_kernel_does + " ";
    if (type.target == "char") return "the address of bytes" + end + "them";
    if (type.target == "Str")
        return "the address of a list of strings, the last of which is a null pointer" + end + "it";
    return "the address of a " + type.target + ", or of the first of several" + end + "it";
}

std::string type_in_words(const Type& type, const Table& table) {
    switch (type.kind) {
    case Kind::integer: return integer_in_words(type);
    case Kind::number: return number_in_words(type.name);
    case Kind::enumeration: return enumeration_in_words(type.name, table);
    case Kind::string: return "the address of a string that ends with a zero byte; the kernel reads it";
    case Kind::read: return address_in_words(type, "reads");
    case Kind::written: return address_in_words(type, "writes");
    case Kind::packed: return "a whole " + type.target + ", " + std::to_string(type.bytes) + " bytes";
    default: return type.name;
    }
}

Block parameters_of(const Call& call, const Table& table) {
    Block block{Block::list, "", {}};
    for (const Parameter& each : call.parameters)
        block.items.emplace_back(each.name, type_in_words(each.type, table));
    return block;
}

Block errors_of(const Call& call) {
    Block block{Block::list, "", {}};
    for (const ErrorName& each : call.errors)
        block.items.emplace_back(each.upper, each.text + " (" + std::to_string(each.number) + ")");
    return block;
}

// What the flags of its row mean.
std::string flags_in_words(const Call& call) {
    std::string text;
    if (call.blocks) text += "It may wait; a signal ends that with EINTR. ";
    if (call.frame) text += "Its handler changes more registers of the program than the result. ";
    if (call.internal) text += "It is the library that makes this call: programs have no function for it. ";
    if (call.result.kind == Kind::never) text += "It does not come back. ";
    return text;
}

std::string origin(const Call& call) {
    if (call.status == Status::retired)
        return "Call " + std::to_string(call.number) + ": retired. It answers ENOSYS.";
    const std::string text =
        "Call " + std::to_string(call.number) + ", since edition " + std::to_string(call.since);
    if (call.status == Status::stub) return text + ": a stub, which answers ENOSYS.";
    return text + ": `" + call.file + ":sys_" + call.name + "`.";
}

Page page_of(const Call& call, const Table& table) {
    Page page{call.name, call.text, {}};
    if (call.status == Status::retired) {
        page.blocks = {{Block::paragraph, call.text, {}}, {Block::paragraph, origin(call), {}}};
        return page;
    }
    std::string code = prototype(call) + ";";
    if (!call.internal) code += "\nlong call_" + call.name + c_parameters(call) + ";";
    page.blocks.push_back({Block::code, code, {}});
    page.blocks.push_back({Block::paragraph, call.text, {}});
    if (!call.parameters.empty()) page.blocks.push_back(parameters_of(call, table));
    if (!call.errors.empty()) {
        page.blocks.push_back({Block::paragraph, "Errors:", {}});
        page.blocks.push_back(errors_of(call));
    }
    const std::string flags = flags_in_words(call);
    if (!flags.empty()) page.blocks.push_back({Block::paragraph, flags, {}});
    page.blocks.push_back({Block::paragraph, origin(call), {}});
    return page;
}

// kernel/syscall/file_calls.cpp has the file calls.
std::string chapter_of(const Call& call) {
    if (call.status == Status::retired) return kRetired;
    if (call.status == Status::stub) return kStubs;
    std::string name = call.file.substr(call.file.rfind('/') + 1);
    name = name.substr(0, std::min(name.find("_calls"), name.find('.')));
    if (name == "system") return "Calls about the whole system";
    name[0] = static_cast<char>(toupper(name[0]));
    return name + " calls";
}

// --- types ---

Page page_of(const Enumeration& enumeration) {
    const std::string summary =
        enumeration.bits ? "Bits, of which any may be set together." : "One of these.";
    Page page{enumeration.name, summary, {{Block::paragraph, summary, {}}, {Block::list, "", {}}}};
    for (const Value& value : enumeration.values)
        page.blocks[1].items.emplace_back(value.name, value_in_words(enumeration, value));
    return page;
}

Page page_of(const Structure& structure) {
    const std::string size = std::to_string(structure.bytes) + " bytes";
    std::string code = "struct " + structure.c + " {";
    for (const Field& each : structure.fields) {
        const std::string count = each.count ? "[" + std::to_string(each.count) + "]" : "";
        code += "\n    " + padded(each.type + " " + each.name + count + ";", 28) + "// at " +
                std::to_string(each.offset);
    }
    const std::string summary = "A structure of " + size + ".";
    return {structure.name, summary, {{Block::code, code + "\n};", {}}, {Block::paragraph, summary, {}}}};
}

template <class T> Chapter chapter(const std::string& title, const std::vector<T>& all) {
    Chapter made{title, {}};
    for (const T& each : all) made.pages.push_back(page_of(each));
    return made;
}

} // namespace

std::string in_words(Status status) {
    switch (status) {
    case Status::implemented: return "implemented";
    case Status::stub: return "stub";
    case Status::retired: return "retired";
    }
    return "";
}

std::vector<Chapter> call_chapters(const Table& table) {
    std::vector<Chapter> chapters;
    for (const Call& call : table.calls) {
        const std::string title = chapter_of(call);
        auto place = std::ranges::find(chapters, title, &Chapter::title);
        if (place == chapters.end()) place = chapters.insert(place, {title, {}});
        place->pages.push_back(page_of(call, table));
    }
    // What can't be used comes last.
    std::ranges::stable_partition(
        chapters, [](const Chapter& each) { return each.title != kRetired && each.title != kStubs; });
    return chapters;
}

std::vector<Chapter> type_chapters(const Table& table) {
    return {chapter("Values", table.enumerations), chapter("Structures", table.structures)};
}
