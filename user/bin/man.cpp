// user/bin/man.cpp: the manual: man 2 write shows a page, man 2 lists all, man -k word finds some.
#include "tool.h"

#include <ctype.h>

namespace {

// Made from the table of system calls. A line "= name - summary" begins a page.
constexpr const char* kManual = "/usr/share/man/syscalls.2";
constexpr const char* kSection = "2";
constexpr const char* kMark = "= ";

// What man-db answers when there is no such page.
constexpr int kNotFound = 16;

bool is_head(const char* line) { return strncmp(line, kMark, strlen(kMark)) == 0; }

using Compare = int(const char*, const char*, size_t);

bool is_head_of(const char* line, const char* name, Compare* compare) {
    if (!is_head(line)) return false;
    const char* start = line + strlen(kMark);
    const size_t length = strlen(name);
    return compare(start, name, length) == 0 && strncmp(start + length, " - ", 3) == 0;
}

// "write (2)            Write up to count bytes to fd; the number written."
void print_head(const char* line) {
    const char* name = line + strlen(kMark);
    const char* end = strstr(name, " - ");
    if (!end) return;
    const int length = static_cast<int>(end - name);
    const int pad = length < 14 ? 14 - length : 0;
    printf("%.*s (%s)%*s  %s", length, name, kSection, pad, "", end + 3);
}

// "write (2)", and an empty line.
void print_title(const char* line) {
    const char* name = line + strlen(kMark);
    printf("%.*s (%s)\n\n", static_cast<int>(strstr(name, " - ") - name), name, kSection);
}

// One page; how many there were of this name.
int show_page(FILE* manual, const char* name, Compare* compare) {
    rewind(manual);
    char* line = nullptr;
    size_t size = 0;
    bool inside = false;
    int found = 0;
    while (getline(&line, &size, manual) > 0) {
        if (is_head(line)) {
            inside = is_head_of(line, name, compare);
            found += inside;
            if (inside) print_title(line);
        } else if (inside) {
            fputs(line, stdout);
        }
    }
    free(line);
    return found;
}

// The heads that have the word in them (all, for none); how many.
int list_pages(FILE* manual, const char* word) {
    rewind(manual);
    char* line = nullptr;
    size_t size = 0;
    int found = 0;
    while (getline(&line, &size, manual) > 0) {
        if (!is_head(line) || (word && !strcasestr(line, word))) continue;
        print_head(line);
        found++;
    }
    free(line);
    return found;
}

int not_found(const char* what, const char* name) {
    fflush(stdout);
    fprintf(stderr, "man: %s %s; man 2 lists all pages\n", what, name);
    return kNotFound;
}

int look_up(FILE* manual, char** names, bool by_word) {
    int status = 0;
    for (char** name = names; *name; name++) {
        if (by_word && list_pages(manual, *name) == 0) status = not_found("nothing speaks of", *name);
        // clock is a call, and Clock a type; but who asks for stat may mean Stat.
        if (!by_word && show_page(manual, *name, strncmp) == 0 && show_page(manual, *name, strncasecmp) == 0)
            status = not_found("there is no page for", *name);
    }
    return status;
}

} // namespace

int main(int count, char** arguments) {
    bool by_word = false;
    for (int option; (option = getopt(count, arguments, "k")) != -1;) {
        if (option != 'k') return usage("man [2] name..., man 2, man -k word...");
        by_word = true;
    }
    char** names = arguments + optind;
    const bool has_section = !by_word && *names && isdigit(static_cast<unsigned char>(**names));
    if (has_section && strcmp(*names, kSection) != 0) return not_found("there is no section", *names);
    if (has_section) names++;
    if (!*names && !has_section) return usage("man [2] name..., man 2, man -k word...");
    FILE* manual = open_input("man", kManual);
    if (!manual) return 1;
    if (!*names) list_pages(manual, nullptr);
    const int status = look_up(manual, names, by_word);
    fclose(manual);
    return finish("man", status);
}
