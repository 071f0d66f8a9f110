// user/bin/tr.cpp: replaces or deletes characters. Characters are bytes here.
#include "tool.h"

#include <ctype.h>

namespace {

constexpr int kBytes = 256;

// The bytes of a set in the order in which they are written: a-z, [:upper:], \n.
struct Set {
    unsigned char bytes[kBytes * 4];
    int count = 0;

    void add(int byte) {
        if (count < static_cast<int>(sizeof bytes)) bytes[count++] = static_cast<unsigned char>(byte);
    }
};

constexpr struct {
    const char* name;
    int (*contains)(int);
} kClasses[] = {
    {"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank}, {"[:digit:]", isdigit},
    {"[:lower:]", islower}, {"[:punct:]", ispunct}, {"[:space:]", isspace}, {"[:upper:]", isupper},
};

int read_byte(const char*& text) {
    int byte = static_cast<unsigned char>(*text++);
    if (byte != '\\' || !*text) return byte;
    char escaped = *text++;
    switch (escaped) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: break;
    }
    if (escaped < '0' || escaped > '7') return static_cast<unsigned char>(escaped);
    int code = escaped - '0';
    for (int digits = 1; digits < 3 && *text >= '0' && *text <= '7'; ++digits)
        code = code * 8 + (*text++ - '0');
    return code & 0xff;
}

bool read_class(const char*& text, Set& set) {
    for (const auto& [name, contains] : kClasses) {
        if (strncmp(text, name, strlen(name)) != 0) continue;
        for (int byte = 0; byte < 128; ++byte) {
            if (contains(byte)) set.add(byte);
        }
        text += strlen(name);
        return true;
    }
    return false;
}

// False for a range that goes backwards.
bool read_set(const char* text, Set& set) {
    while (*text) {
        if (read_class(text, set)) continue;
        int first = read_byte(text), last = first;
        if (text[0] == '-' && text[1]) {
            ++text;
            last = read_byte(text);
        }
        if (last < first) return false;
        for (int byte = first; byte <= last; ++byte) set.add(byte);
    }
    return true;
}

void complement(Set& set) {
    bool present[kBytes] = {};
    for (int i = 0; i < set.count; ++i) present[set.bytes[i]] = true;
    set.count = 0;
    for (int byte = 0; byte < kBytes; ++byte) {
        if (!present[byte]) set.add(byte);
    }
}

struct Translation {
    int to[kBytes];             // or -1: deleted
    bool squeezed[kBytes] = {}; // of a run of these only one is written

    Translation() {
        for (int byte = 0; byte < kBytes; ++byte) to[byte] = byte;
    }

    void run() const {
        int last = EOF;
        for (int c; !ferror(stdout) && (c = getchar()) != EOF;) {
            int byte = to[c];
            if (byte < 0 || (squeezed[byte] && byte == last)) continue;
            putchar(byte);
            last = byte;
        }
    }
};

} // namespace

int main(int count, char** arguments) {
    constexpr const char* kUsage = "tr [-cds] set [set]";
    bool complemented = false, deletes = false, squeezes = false;
    int option;
    while ((option = getopt(count, arguments, "cCds")) != -1) {
        if (option == 'c' || option == 'C')
            complemented = true;
        else if (option == 'd')
            deletes = true;
        else if (option == 's')
            squeezes = true;
        else
            return usage(kUsage);
    }
    int sets = count - optind;
    bool translates = !deletes && sets == 2;
    if (sets < 1 || sets > 2 || (sets == 1 && !deletes && !squeezes) || (deletes && sets == 2 && !squeezes))
        return usage(kUsage);
    Set from, to;
    if (!read_set(arguments[optind], from) || (sets == 2 && !read_set(arguments[optind + 1], to)))
        return usage(kUsage);
    if (complemented) complement(from);
    if (translates && !to.count) return usage(kUsage);

    Translation translation;
    for (int i = 0; i < from.count; ++i) {
        int& target = translation.to[from.bytes[i]];
        if (deletes)
            target = -1;
        else if (translates)
            target = to.bytes[i < to.count ? i : to.count - 1]; // the last one serves for the rest
    }
    const Set& repeated = sets == 2 ? to : from;
    for (int i = 0; squeezes && i < repeated.count; ++i) translation.squeezed[repeated.bytes[i]] = true;
    translation.run();
    return finish("tr", ferror(stdin) ? complain("tr", "standard input") : 0);
}
