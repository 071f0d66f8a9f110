// user/bin/find.cpp: the files below directories, chosen by name and kind.
#include "file_kind.h"
#include "tool.h"

#include <dirent.h>
#include <limits.h>

namespace {

struct Wanted {
    const char* name = nullptr; // a pattern
    char kind = 0;              // a letter as in ls -l; f for regular files
};

// Whether c is in the set between [ and ].
bool set_contains(const char* set, const char* close, char c) {
    bool negated = *set == '!';
    bool found = false;
    for (set += negated; set < close; ++set) {
        char first = *set, last = first;
        if (set[1] == '-' && set + 2 < close) last = *(set += 2);
        found = found || (c >= first && c <= last);
    }
    return found != negated;
}

// Whether what stands first in the pattern accepts c; after is where the pattern goes on.
bool accepts(const char* pattern, char c, const char*& after) {
    const char* set = pattern[1] == '!' ? pattern + 2 : pattern + 1; // a ] at its start is part of it
    const char* close = *pattern == '[' && *set ? strchr(set + 1, ']') : nullptr;
    bool escaped = *pattern == '\\' && pattern[1];
    after = close ? close + 1 : pattern + 1 + escaped;
    if (close) return set_contains(pattern + 1, close, c);
    return *pattern == '?' || pattern[escaped] == c;
}

// The last * takes one character more whenever the rest fails; no earlier one needs to.
bool matches(const char* pattern, const char* text) {
    const char* star = nullptr;
    const char* star_text = nullptr;
    for (;;) {
        const char* after = pattern;
        if (*pattern == '*') {
            star = ++pattern;
            star_text = text;
        } else if (*text && *pattern && accepts(pattern, *text, after)) {
            pattern = after;
            ++text;
        } else if (!*text && !*pattern) {
            return true;
        } else if (star && *star_text) {
            pattern = star;
            text = ++star_text;
        } else {
            return false;
        }
    }
}

const char* last_component(const char* path) {
    const char* slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

int visit(char* path, const Wanted& wanted);

int visit_directory(char* path, const Wanted& wanted) {
    DIR* directory = opendir(path);
    if (!directory) return complain("find", path);
    int status = 0;
    size_t length = strlen(path);
    bool slash = path[length - 1] == '/';
    while (const struct dirent* entry = readdir(directory)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (length + 1 + strlen(entry->d_name) >= PATH_MAX) {
            errno = ENAMETOOLONG;
            status = complain("find", path);
            continue;
        }
        strcpy(path + length, slash ? "" : "/");
        strcat(path, entry->d_name);
        status |= visit(path, wanted);
        path[length] = 0;
    }
    closedir(directory);
    return status;
}

// path is a buffer of PATH_MAX bytes, in which longer paths are made and unmade.
int visit(char* path, const Wanted& wanted) {
    struct stat file;
    if (lstat(path, &file) < 0) return complain("find", path);
    char kind = file_kind(file.st_mode).letter;
    bool right_kind = !wanted.kind || kind == (wanted.kind == 'f' ? '-' : wanted.kind);
    if (right_kind && (!wanted.name || matches(wanted.name, last_component(path)))) puts(path);
    return S_ISDIR(file.st_mode) ? visit_directory(path, wanted) : 0;
}

int usage_of_find() { return usage("find [path...] [-name pattern] [-type b|c|d|f|l|p] [-print]"); }

} // namespace

int main(int, char** arguments) {
    char** paths = arguments + 1;
    char** words = paths;
    while (*words && **words != '-') ++words;
    char** end = words;
    Wanted wanted;
    for (; *words; ++words) {
        if (strcmp(*words, "-print") == 0) continue;
        bool name = strcmp(*words, "-name") == 0;
        bool type = strcmp(*words, "-type") == 0;
        const char* value = words[1];
        if (!value || (!name && !type) || (type && (strlen(value) != 1 || !strchr("bcdflp", *value))))
            return usage_of_find();
        if (name)
            wanted.name = value;
        else
            wanted.kind = *value;
        ++words;
    }
    static char path[PATH_MAX] = ".";
    int status = paths == end ? visit(path, wanted) : 0;
    for (; paths != end; ++paths) {
        if (strlen(*paths) < sizeof path) {
            strcpy(path, *paths);
            status |= visit(path, wanted);
        } else {
            errno = ENAMETOOLONG;
            status = complain("find", *paths);
        }
    }
    return finish("find", status);
}
