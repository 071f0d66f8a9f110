// user/libc/string.cpp: strings: copying, comparing, searching, cutting into words.

#include "abi/integers.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace {

// Characters compare as unsigned, whatever the compiler's char is.
u8 byte_of(char character) { return static_cast<u8>(character); }

u8 folded(char character) {
    const u8 byte = byte_of(character);
    return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

// What the C library's interfaces promise: a search in a const string answers a pointer that is not.
char* found(const char* at) { return const_cast<char*>(at); }

bool contains(const char* set, char character) {
    for (; *set; ++set) {
        if (*set == character) return true;
    }
    return false;
}

} // namespace

extern "C" {

size_t strlen(const char* text) {
    const char* end = text;
    while (*end) ++end;
    return static_cast<usize>(end - text);
}

size_t strnlen(const char* text, size_t most) {
    usize length = 0;
    while (length < most && text[length]) ++length;
    return length;
}

char* strcpy(char* to, const char* from) {
    stpcpy(to, from);
    return to;
}

char* stpcpy(char* to, const char* from) {
    while ((*to = *from) != '\0') ++to, ++from;
    return to;
}

// Fills up with zero bytes, and writes none at all if `from` is too long: what the standard asks for.
char* strncpy(char* to, const char* from, size_t size) {
    const usize length = strnlen(from, size);
    memcpy(to, from, length);
    memset(to + length, 0, size - length);
    return to;
}

char* strcat(char* to, const char* from) {
    strcpy(to + strlen(to), from);
    return to;
}

char* strncat(char* to, const char* from, size_t most) {
    char* end = to + strlen(to);
    const usize length = strnlen(from, most);
    memcpy(end, from, length);
    end[length] = '\0';
    return to;
}

size_t strlcpy(char* to, const char* from, size_t size) {
    const usize length = strlen(from);
    if (size > 0) {
        const usize copied = length < size ? length : size - 1;
        memcpy(to, from, copied);
        to[copied] = '\0';
    }
    return length;
}

size_t strlcat(char* to, const char* from, size_t size) {
    const usize length = strnlen(to, size);
    return length + strlcpy(to + length, from, size - length);
}

char* strdup(const char* text) { return strndup(text, strlen(text)); }

char* strndup(const char* text, size_t most) {
    const usize length = strnlen(text, most);
    char* copy = static_cast<char*>(malloc(length + 1));
    if (!copy) return nullptr;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

int strcmp(const char* a, const char* b) {
    while (*a && *a == *b) ++a, ++b;
    return byte_of(*a) - byte_of(*b);
}

int strncmp(const char* a, const char* b, size_t most) {
    while (most > 0 && *a && *a == *b) ++a, ++b, --most;
    return most == 0 ? 0 : byte_of(*a) - byte_of(*b);
}

int strcasecmp(const char* a, const char* b) {
    while (*a && folded(*a) == folded(*b)) ++a, ++b;
    return folded(*a) - folded(*b);
}

int strncasecmp(const char* a, const char* b, size_t most) {
    while (most > 0 && *a && folded(*a) == folded(*b)) ++a, ++b, --most;
    return most == 0 ? 0 : folded(*a) - folded(*b);
}

// There is one locale, and it orders by bytes.
int strcoll(const char* a, const char* b) { return strcmp(a, b); }
size_t strxfrm(char* to, const char* from, size_t size) { return strlcpy(to, from, size); }

char* strchr(const char* text, int character) {
    const char* at = strchrnul(text, character);
    return *at == static_cast<char>(character) ? found(at) : nullptr;
}

char* strchrnul(const char* text, int character) {
    while (*text && *text != static_cast<char>(character)) ++text;
    return found(text);
}

char* strrchr(const char* text, int character) {
    return static_cast<char*>(memrchr(text, character, strlen(text) + 1));
}

size_t strspn(const char* text, const char* accepted) {
    usize length = 0;
    while (text[length] && contains(accepted, text[length])) ++length;
    return length;
}

size_t strcspn(const char* text, const char* rejected) {
    usize length = 0;
    while (text[length] && !contains(rejected, text[length])) ++length;
    return length;
}

char* strpbrk(const char* text, const char* accepted) {
    text += strcspn(text, accepted);
    return *text ? found(text) : nullptr;
}

char* strstr(const char* text, const char* wanted) {
    return static_cast<char*>(memmem(text, strlen(text), wanted, strlen(wanted)));
}

char* strcasestr(const char* text, const char* wanted) {
    const usize length = strlen(wanted);
    for (;; ++text) {
        if (strncasecmp(text, wanted, length) == 0) return found(text);
        if (!*text) return nullptr;
    }
}

char* strtok(char* text, const char* separators) {
    static char* rest;
    return strtok_r(text, separators, &rest);
}

char* strtok_r(char* text, const char* separators, char** rest) {
    if (!text) text = *rest;
    if (!text) return nullptr;
    text += strspn(text, separators);
    *rest = text;
    return *text ? strsep(rest, separators) : nullptr;
}

char* strsep(char** text, const char* separators) {
    char* word = *text;
    if (!word) return nullptr;
    char* end = word + strcspn(word, separators);
    *text = nullptr;
    if (*end != '\0') {
        *end = '\0';
        *text = end + 1;
    }
    return word;
}

} // extern "C"
