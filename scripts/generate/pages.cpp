// scripts/generate/pages.cpp: the page of each call, enumeration and structure.
#include "pages.h"
#include "text.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
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
            values.push_back(value.name + " = " + value_in_words(each, value));
        return name + ": " + (each.bits ? "any of " : "one of ") + join(values, ", ");
    }
    return "a " + name + ", which has a page of its own";
}

std::string integer_in_words(const Type& type) {
    return "a number of " + std::to_string(type.bytes * 8) + " bits, " +
           (type.is_signed ? "with" : "without") + " a sign";
}

std::string with_article(const std::string& name) {
    return (name.find_first_of("AEIOaeio") == 0 ? "an " : "a ") + name;
}

std::string address_in_words(const Type& type, bool first_of_several) {
    const std::string end =
        type.kind == Kind::written ? ", which the kernel writes" : ", which the kernel reads";
    if (type.target == "char") return "the address of bytes" + end;
    if (type.target == "Str")
        return "the address of a list of strings, and a null pointer behind the last" + end;
    if (first_of_several) return "the address of the first of several " + type.target + end;
    return "the address of " + with_article(type.target) + end;
}

std::string type_in_words(const Type& type, bool first_of_several, const Table& table) {
    switch (type.kind) {
    case Kind::integer: return integer_in_words(type);
    case Kind::number: return number_in_words(type.name);
    case Kind::enumeration: return enumeration_in_words(type.name, table);
    case Kind::string: return "the address of a string that ends with a zero byte, which the kernel reads";
    case Kind::read:
    case Kind::written: return address_in_words(type, first_of_several);
    case Kind::packed: return "a whole " + type.target + ", " + std::to_string(type.bytes) + " bytes";
    default: return type.name;
    }
}

// A pointer before a size leads to as many things as fit.
bool is_before_a_size(const Call& call, size_t n) {
    return n + 1 < call.parameters.size() && call.parameters[n + 1].type.name == "usize";
}

Block parameters_of(const Call& call, const Table& table) {
    Block block{Block::list, "", {}};
    for (size_t n = 0; n < call.parameters.size(); n++) {
        const Parameter& each = call.parameters[n];
        const std::string type = type_in_words(each.type, is_before_a_size(call, n), table);
        block.items.emplace_back(each.name, each.words.empty() ? type : each.words + " (" + type + ")");
    }
    return block;
}

Block errors_of(const Call& call) {
    Block block{Block::list, "", {}};
    for (const ErrorName& each : call.errors)
        block.items.emplace_back(each.upper, each.text + " (" + std::to_string(each.number) + ")" +
                                                 (each.reason.empty() ? "" : ": " + each.reason));
    return block;
}

// What the flags of its row mean.
std::string flags_in_words(const Call& call) {
    std::string text;
    if (call.blocks) text += "It may wait; a signal ends that with EINTR. ";
    if (call.frame) text += "Its handler is given all registers of the program, not only the arguments. ";
    if (call.internal) text += "It is the library that makes this call: programs have no function for it. ";
    if (call.trapped) text += "In a program that is linked with the kernel it answers ENOSYS. ";
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
    if (call.internal)
        code.erase(code.find("sys::"), strlen("sys::")); // programs have no such function
    else
        code += "\nlong call_" + call.name + c_parameters(call) + ";";
    page.blocks.push_back({Block::code, code, {}});
    page.blocks.push_back({Block::paragraph, call.text, {}});
    if (!call.more.empty()) page.blocks.push_back({Block::paragraph, call.more, {}});
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
    std::string summary = enumeration.words;
    if (summary.empty())
        summary = enumeration.bits ? "Bits, of which any may be set together." : "One of these.";
    Page page{enumeration.name, summary, {{Block::paragraph, summary, {}}, {Block::list, "", {}}}};
    for (const Value& value : enumeration.values)
        page.blocks[1].items.emplace_back(value.name, value_in_words(enumeration, value) +
                                                          (value.words.empty() ? "" : "; " + value.words));
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
    Block fields{Block::list, "", {}};
    for (const Field& each : structure.fields)
        if (!each.words.empty()) fields.items.emplace_back(each.name, each.words);
    const std::string summary = structure.words.empty() ? "A structure of " + size + "." : structure.words;
    Page page{structure.name, summary, {{Block::paragraph, summary, {}}, {Block::code, code + "\n};", {}}}};
    if (!fields.items.empty()) page.blocks.push_back(fields);
    if (summary == structure.words) page.blocks.push_back({Block::paragraph, "It has " + size + ".", {}});
    return page;
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
