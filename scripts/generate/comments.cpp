// scripts/generate/comments.cpp: what the headers of the interface say of a type, a value or a field, in its comment.
//
// A comment about a type stands in the lines above it, one about a value or a field behind it in its line.
#include "words.h"
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

// All headers of a folder, one behind the other.
std::string text_of_headers(const std::string& folder) {
    std::string text;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".h") continue;
        std::ifstream file(entry.path());
        text.append(std::istreambuf_iterator<char>(file), {});
    }
    return text;
}

// A comment from /* to its end, as one line without these signs.
std::string in_one_line(const std::string& comment) {
    std::string line;
    std::istringstream words(comment);
    for (std::string word; words >> word;)
        if (word != "/*" && word != "*/" && word != "*") line += (line.empty() ? "" : " ") + word;
    return line;
}

bool has_word(const std::string& text, const std::string& word) {
    const auto is_part = [&](size_t at) {
        return at < text.size() && (isalnum(text[at]) || text[at] == '_');
    };
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        if (!(at > 0 && is_part(at - 1)) && !is_part(at + word.size())) return true;
    return false;
}

// A type in the text: the comment above it, and the lines of its body.
struct Source {
    std::string comment;
    std::string body;

    Source(const std::string& text, const std::string& head) {
        const size_t start = text.find("\n" + head + " ");
        if (start == std::string::npos) return;
        body = text.substr(start, text.find("};", start) - start);
        const std::string before = text.substr(0, start);
        if (before.ends_with("*/")) comment = in_one_line(before.substr(before.rfind("/*")));
    }

    std::string comment_behind(const std::string& name) const {
        std::istringstream lines(body);
        for (std::string line; std::getline(lines, line);) {
            const size_t start = line.find("/*");
            if (start == std::string::npos || !has_word(line.substr(0, start), name)) continue;
            return in_one_line(line.substr(start));
        }
        return "";
    }
};

} // namespace

void add_comments(Table& table, const std::string& folder) {
    const std::string text = text_of_headers(folder);
    for (Enumeration& each : table.enumerations) {
        const Source source(text, "enum " + each.name);
        each.words = source.comment;
        for (Value& value : each.values) value.words = source.comment_behind(value.name);
    }
    for (Structure& each : table.structures) {
        const Source source(text, "struct " + each.c);
        each.words = source.comment;
        for (Field& field : each.fields) field.words = source.comment_behind(field.name);
    }
}
