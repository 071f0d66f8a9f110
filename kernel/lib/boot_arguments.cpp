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

bool is_rest(const char* word, usize length) { return length == 2 && word[0] == '-' && word[1] == '-'; }

} // namespace

bool find_boot_option(const char* line, const char* name, char* value, usize size) {
    const usize name_length = strlen(name);
    bool found = false;
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0 && !is_rest(word, length);
         word = next_word(word + length, length)) {
        if (length < name_length || strncmp(word, name, name_length) != 0) continue;
        if (length != name_length && word[name_length] != '=') continue; // a longer name
        const usize value_at = length == name_length ? length : name_length + 1;
        const usize room = length - value_at + 1; // the value's length and the zero byte
        copy_string(value, word + value_at, room < size ? room : size);
        found = true;
    }
    return found;
}

const char* rest_of_boot_arguments(const char* line) {
    usize length = 0;
    for (const char* word = next_word(line, length); length != 0; word = next_word(word + length, length)) {
        if (is_rest(word, length)) return next_word(word + length, length);
    }
    return nullptr;
}
