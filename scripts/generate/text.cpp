// scripts/generate/text.cpp: putting texts together: what the writers of files share.
#include "text.h"
#include <sstream>

std::string join(const std::vector<std::string>& parts, const std::string& between) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
}

std::string padded(std::string text, size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

std::string wrapped(const std::string& text, size_t width, size_t indent) {
    std::string all, word;
    size_t column = 0;
    for (std::istringstream words(text); words >> word; column += word.size()) {
        if (column > 0 && column + 1 + word.size() > width) {
            all += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > 0) {
            all += " ";
            column++;
        }
        all += word;
    }
    return all;
}

std::string indented(const std::string& text, size_t width, size_t indent) {
    return wrapped(std::string(indent, '.') + text, width, indent).substr(indent);
}

std::string c_parameters(const Call& call) {
    std::vector<std::string> parts;
    for (const Parameter& each : call.parameters) parts.push_back(each.type.c + " " + each.name);
    return parts.empty() ? "(void)" : "(" + join(parts, ", ") + ")";
}

std::string prototype(const Call& call) {
    std::vector<std::string> parts;
    for (const Parameter& each : call.parameters) parts.push_back(each.type.name + " " + each.name);
    const std::string result =
        call.result.kind == Kind::never ? "[[noreturn]] void" : "Result<" + call.result.name + ">";
    return result + " sys::" + call.name + "(" + join(parts, ", ") + ")";
}

std::string first_line(const std::string& path, const std::string& what) {
    return path + ": " + what + " Made by `make generate`.";
}
