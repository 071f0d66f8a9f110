// scripts/generate/manual.cpp: writes the manual, as Markdown for docs/ and as plain text for the shell's man.
#include "files.h"
#include "pages.h"
#include "text.h"
#include <algorithm>
#include <sstream>

namespace {

// --- Markdown ---

// Signs that Markdown would take for its own.
std::string escaped(const std::string& text) {
    std::string made;
    for (const char each : text) {
        if (each == '*' || each == '<' || each == '|') made += '\\';
        made += each;
    }
    return made;
}

std::string markdown(const Block& block) {
    switch (block.kind) {
    case Block::paragraph: return wrapped(escaped(block.text), 120, 0) + "\n";
    case Block::heading: return "### " + block.text + "\n";
    case Block::code: return "```c++\n" + block.text + "\n```\n";
    case Block::assembly: return "```asm\n" + block.text + "\n```\n";
    case Block::list: break;
    }
    std::string text;
    for (const auto& [name, words] : block.items)
        text += "* " + wrapped("`" + name + "`: " + escaped(words), 120, 2) + "\n";
    return text;
}

std::string markdown(const Page& page) {
    std::string text;
    for (const Block& block : page.blocks) text += "\n" + markdown(block);
    return text;
}

std::string markdown(const std::vector<Chapter>& chapters) {
    std::string text;
    for (const Chapter& chapter : chapters) {
        text += "\n## " + chapter.title + "\n";
        for (const Page& page : chapter.pages) text += "\n### " + page.name + "\n" + markdown(page);
    }
    return text;
}

// Headings link by their text in small letters.
std::string link(const std::string& name) {
    std::string anchor;
    for (const char each : name) anchor += static_cast<char>(tolower(each));
    return "[" + name + "](#" + anchor + ")";
}

std::string table_of(const std::vector<Call>& calls) {
    std::string text = "\n| number | call | what it does | status |\n|---:|---|---|---|\n";
    for (const Call& call : calls)
        text += "| " + std::to_string(call.number) + " | " + link(call.name) + " | " + escaped(call.text) +
                " | " + in_words(call.status) + " |\n";
    return text;
}

// --- plain text ---

constexpr size_t kColumns = 79;

// Only prototypes are longer than a line of a terminal.
std::string plain_code(const std::string& code) {
    std::string text;
    std::istringstream lines(code);
    for (std::string line; std::getline(lines, line);)
        text += (line.size() > kColumns ? wrapped(line, kColumns, 4) : line) + "\n";
    return text;
}

std::string plain(const Block& block) {
    switch (block.kind) {
    case Block::paragraph: return wrapped(block.text, kColumns, 0) + "\n";
    case Block::code: return plain_code(block.text);
    case Block::heading:
    case Block::assembly: return block.text + "\n";
    case Block::list: break;
    }
    size_t width = 0;
    for (const auto& [name, words] : block.items) width = std::max(width, name.size());
    const size_t indent = width > 20 ? 8 : width + 4;
    std::string text;
    for (const auto& [name, words] : block.items)
        text += "  " + (width > 20 ? name + "\n" + std::string(indent, ' ') : padded(name, width + 2)) +
                indented(words, kColumns, indent) + "\n";
    return text;
}

std::string plain(const Page& page) {
    std::string text = "= " + page.name + " - " + page.summary + "\n";
    bool first = true;
    for (const Block& block : page.blocks) {
        text += (first ? "" : "\n") + plain(block);
        first = false;
    }
    return text;
}

} // namespace

std::string reference(const Table& table) {
    return "# System calls\n\n"
           "Made by `make generate` from `kernel/abi/syscalls.def`, with the words of `kernel/abi/words.def` "
           "and the\n"
           "comments of the headers there, and from the symbols of the kernel that was built. In the shell "
           "of Stile,\n"
           "`man 2 write` shows the same.\n" +
           markdown(introduction()) + "\n## All calls\n" + table_of(table.calls) +
           markdown(call_chapters(table)) + markdown(type_chapters(table));
}

std::string manual(const Table& table) {
    std::string text = plain(introduction());
    for (const std::vector<Chapter>& chapters : {call_chapters(table), type_chapters(table)})
        for (const Chapter& chapter : chapters)
            for (const Page& page : chapter.pages) text += plain(page);
    return text;
}
