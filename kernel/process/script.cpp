// process/script.cpp: reads the first line of a script.
#include "process/script.h"
#include "lib/string.h"

namespace {

bool is_blank(char each) { return each == ' ' || each == '\t'; }

char* skip_blanks(char* at) {
    while (is_blank(*at)) at++;
    return at;
}

// Makes the line a string without blanks at its end. It ends with the file, too, if that is all: its last byte is nobody's.
// Null if it is too long.
char* end_line(std::span<u8> line) {
    line[line.size() - 1] = '\n';
    for (usize i = 0; i < line.size() && i < kScriptLineMax; i++) {
        if (line[i] == 0) return nullptr; // no text
        if (line[i] != '\n') continue;
        do line[i] = 0;
        while (i-- > 0 && is_blank(static_cast<char>(line[i])));
        return reinterpret_cast<char*>(line.data()); // bytes that are text
    }
    return nullptr;
}

} // namespace

bool parse_script(std::span<u8> head, Script& script) {
    if (head.size() < 3 || head[0] != '#' || head[1] != '!') return false;
    memmove(head.data(), head.data() + 2, head.size() - 2); // what is behind #!, and two bytes more
    char* line = end_line(head.first(head.size() - 1));
    if (!line) return false;
    script = {};
    script.interpreter = skip_blanks(line);
    char* at = script.interpreter;
    while (*at && !is_blank(*at)) at++;
    if (*at) {
        *at = 0;
        script.option = skip_blanks(at + 1);
    }
    return *script.interpreter;
}
