// lib/boot_arguments.cpp: splits the line of boot options into words.
#include "lib/boot_arguments.h"
#include "lib/string.h"

namespace {

// Where the next word begins, and how long it is; 0 at the end of the line.
const char* next_word(const char* text, usize& length) {
    while (*text == ' ') text++;
    length = 0;
    while (text[length] != '\0' && text[length] != ' ') length++;
    return text;
}

// The word is this option, with a value or without.
bool is_option(const char* word, usize length, const char* name) {
    const usize name_length = strlen(name);
    if (length < name_length || strncmp(word, name, name_length) != 0) return false;
    return length == name_length || word[name_length] == '='; // else a longer name
}

bool is_capital(char each) { return each == '_' || (each >= 'A' && each <= 'Z'); }

bool is_variable(const char* word, usize length) {
    usize name_length = 0;
    while (name_length < length && is_capital(word[name_length])) name_length++;
    return name_length > 0 && name_length < length && word[name_length] == '=';
}

bool is_rest(const char* word, usize length) { return length == 2 && word[0] == '-' && word[1] == '-'; }

} // namespace

bool find_boot_option(const char* line, const char* name, char* value, usize size) {
    const usize name_length = strlen(name);
    bool found = false;
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0 && !is_rest(word, length);
         word = next_word(word + length, length)) {
        if (!is_option(word, length, name)) continue;
        const usize value_at = length == name_length ? length : name_length + 1;
        const usize room = length - value_at + 1; // the value's length and the zero byte
        copy_string(value, word + value_at, room < size ? room : size);
        found = true;
    }
    return found;
}

bool find_unknown_boot_options(const char* line, std::span<const char* const> names, char* unknown,
                               usize size) {
    bool found = false;
    usize used = 0;
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0 && !is_rest(word, length);
         word = next_word(word + length, length)) {
        bool known = is_variable(word, length);
        for (const char* name : names) known = known || is_option(word, length, name);
        if (known) continue;
        found = true;
        if (used > 0 && used + 1 < size) unknown[used++] = ' ';
        const usize room = size - used; // for what fits of it, and the zero byte
        copy_string(unknown + used, word, length + 1 < room ? length + 1 : room);
        used += length + 1 < room ? length : room - 1;
    }
    return found;
}

bool next_boot_variable(const char*& line, char* variable, usize size) {
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0 && !is_rest(word, length);
         word = next_word(word + length, length)) {
        if (!is_variable(word, length)) continue;
        copy_string(variable, word, length + 1 < size ? length + 1 : size);
        line = word + length;
        return true;
    }
    return false;
}

const char* rest_of_boot_arguments(const char* line) {
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0; word = next_word(word + length, length)) {
        if (is_rest(word, length)) return next_word(word + length, length);
    }
    return nullptr;
}
