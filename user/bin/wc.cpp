// user/bin/wc.cpp: counts lines, words, bytes and characters.
#include "lines.h"

#include <ctype.h>

namespace {

struct Counts {
    usize lines = 0;
    usize words = 0;
    usize bytes = 0;
    usize characters = 0;
};

struct Wanted {
    bool lines = false;
    bool words = false;
    bool bytes = false;
    bool characters = false;
    int width = 7;
};

Counts count_in(FILE* file) {
    Counts counts;
    bool in_word = false;
    char bytes[4096];
    while (usize size = fread(bytes, 1, sizeof bytes, file)) {
        counts.bytes += size;
        for (usize i = 0; i < size; ++i) {
            unsigned char byte = static_cast<unsigned char>(bytes[i]);
            counts.lines += byte == '\n';
            counts.characters += (byte & 0xc0) != 0x80; // in UTF-8 the bytes after a character's first
            bool blank = isspace(byte);
            counts.words += in_word && blank;
            in_word = !blank;
        }
    }
    counts.words += in_word;
    return counts;
}

void print(const Counts& counts, const Wanted& wanted, const char* name) {
    const char* separator = "";
    auto print_one = [&](bool want, usize count) {
        if (!want) return;
        printf("%s%*zu", separator, wanted.width, count);
        separator = " ";
    };
    print_one(wanted.lines, counts.lines);
    print_one(wanted.words, counts.words);
    print_one(wanted.characters, counts.characters);
    print_one(wanted.bytes, counts.bytes);
    if (*name) printf(" %s", name);
    putchar('\n');
}

} // namespace

int main(int count, char** arguments) {
    Wanted wanted;
    int option;
    while ((option = getopt(count, arguments, "lwcm")) != -1) {
        if (option == 'l')
            wanted.lines = true;
        else if (option == 'w')
            wanted.words = true;
        else if (option == 'c')
            wanted.bytes = true;
        else if (option == 'm')
            wanted.characters = true;
        else
            return usage("wc [-clmw] [file...]");
    }
    int columns = wanted.lines + wanted.words + wanted.bytes + wanted.characters;
    if (columns == 0) wanted.lines = wanted.words = wanted.bytes = true;
    char** names = arguments + optind;
    if (columns == 1 && (!names[0] || !names[1])) wanted.width = 0; // a number by itself
    Counts total;
    int status = for_each_input("wc", names, [&](FILE* file, const char* name) {
        Counts counts = count_in(file);
        print(counts, wanted, *names ? name : "");
        total.lines += counts.lines;
        total.words += counts.words;
        total.bytes += counts.bytes;
        total.characters += counts.characters;
        return 0;
    });
    if (names[0] && names[1]) print(total, wanted, "total");
    return finish("wc", status);
}
