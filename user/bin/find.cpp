// user/bin/find.cpp: the files below directories, chosen by name, kind, size and time; printed, or removed.
#include "file_kind.h"
#include "paths.h"

namespace {

struct Wanted {
    const char* name = nullptr; // a pattern
    char kind = 0;              // a letter as in ls -l; f for regular files
    bool newer = false;         // than this time
    time_t time = 0;
    char compare_size = 0; // + more than that, - less, = as much
    i64 size = 0;          // in units
    i64 unit = 512;        // bytes; a part of one counts as one
    bool empty = false;
    bool remove = false;
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

bool right_size(const struct stat& file, const Wanted& wanted) {
    i64 units = file.st_size / wanted.unit + (file.st_size % wanted.unit != 0);
    switch (wanted.compare_size) {
    case '+': return units > wanted.size;
    case '-': return units < wanted.size;
    case '=': return units == wanted.size;
    default: return true;
    }
}

// Nothing is in it; of what is neither a file nor a directory nobody can say so.
bool is_empty(const char* path, const struct stat& file) {
    if (!S_ISDIR(file.st_mode)) return S_ISREG(file.st_mode) && file.st_size == 0;
    Names names;
    return names.read(path) && names.begin() == names.end();
}

bool is_wanted(const char* path, const struct stat& file, const Wanted& wanted) {
    char kind = file_kind(file.st_mode).letter;
    if (wanted.kind && kind != (wanted.kind == 'f' ? '-' : wanted.kind)) return false;
    if (wanted.newer && file.st_mtime <= wanted.time) return false;
    if (!right_size(file, wanted)) return false;
    LastName last(path);
    char name[NAME_MAX + 1];
    snprintf(name, sizeof name, "%.*s", static_cast<int>(last.size), last.start);
    if (wanted.name && !matches(wanted.name, name)) return false;
    return !wanted.empty || is_empty(path, file);
}

int visit(Path& path, const Wanted& wanted);

int visit_directory(Path& path, const Wanted& wanted) {
    Names names;
    if (!names.read(path.text())) return complain("find", path.text());
    int status = 0;
    usize size = path.size();
    for (const char* name : names) {
        status |= path.append(name) ? visit(path, wanted) : complain("find", path.text());
        path.cut(size);
    }
    return status;
}

// A directory comes before what is in it; unless it is to be removed, which can only be done after.
int visit(Path& path, const Wanted& wanted) {
    struct stat file;
    if (lstat(path.text(), &file) < 0) return complain("find", path.text());
    bool directory = S_ISDIR(file.st_mode);
    int status = directory && wanted.remove ? visit_directory(path, wanted) : 0;
    if (is_wanted(path.text(), file, wanted)) {
        bool itself = strcmp(path.text(), ".") == 0; // where one stands: not removed
        if (!wanted.remove)
            puts(path.text());
        else if (!itself && (directory ? rmdir(path.text()) : unlink(path.text())) < 0)
            status = complain("find", path.text());
    }
    return directory && !wanted.remove ? visit_directory(path, wanted) : status;
}

// +3, -10k, 5c: in blocks of 512 bytes, unless a letter names another unit.
bool parse_size_test(const char* text, Wanted& wanted) {
    wanted.compare_size = '=';
    if (*text == '+' || *text == '-') wanted.compare_size = *text++;
    if (*text < '0' || *text > '9') return false;
    char* rest;
    errno = 0;
    wanted.size = strtol(text, &rest, 10);
    if (errno || (*rest && rest[1])) return false;
    switch (*rest) {
    case 0:
    case 'b': wanted.unit = 512; return true;
    case 'c': wanted.unit = 1; return true;
    case 'k': wanted.unit = 1 << 10; return true;
    case 'M': wanted.unit = 1 << 20; return true;
    case 'G': wanted.unit = 1 << 30; return true;
    default: return false;
    }
}

bool read_time_of(const char* path, Wanted& wanted) {
    struct stat file;
    if (stat(path, &file) < 0) exit(complain("find", path));
    wanted.newer = true;
    wanted.time = file.st_mtime;
    return true;
}

// A test with a value. False if there is no such one.
bool read_test(const char* test, const char* value, Wanted& wanted) {
    if (strcmp(test, "-name") == 0) {
        wanted.name = value;
        return true;
    }
    if (strcmp(test, "-type") == 0) {
        wanted.kind = *value;
        return strlen(value) == 1 && strchr("bcdflp", *value);
    }
    if (strcmp(test, "-size") == 0) return parse_size_test(value, wanted);
    return strcmp(test, "-newer") == 0 && read_time_of(value, wanted);
}

// All that follows the paths. False if something is not understood.
bool read_words(char** words, Wanted& wanted) {
    for (; *words; ++words) {
        if (strcmp(*words, "-print") == 0) continue;
        if (strcmp(*words, "-empty") == 0)
            wanted.empty = true;
        else if (strcmp(*words, "-delete") == 0)
            wanted.remove = true;
        else if (!words[1] || !read_test(words[0], words[1], wanted))
            return false;
        else
            ++words;
    }
    return true;
}

} // namespace

int main(int, char** arguments) {
    char** paths = arguments + 1;
    char** end = paths;
    while (*end && **end != '-') ++end;
    Wanted wanted;
    if (!read_words(end, wanted))
        return usage("find [path...] [-name pattern] [-type b|c|d|f|l|p] [-size [+-]n[bckMG]] [-newer file] "
                     "[-empty] [-print|-delete]");
    static Path path;
    path.set(".");
    int status = paths == end ? visit(path, wanted) : 0;
    for (; paths != end; ++paths) status |= path.set(*paths) ? visit(path, wanted) : complain("find", *paths);
    return finish("find", status);
}
