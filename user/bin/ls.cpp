// user/bin/ls.cpp: what is in directories.
#include "array.h"
#include "dates.h"
#include "file_kind.h"
#include "lines.h"
#include "sizes.h"
#include "terminal_size.h"
#include "unicode.h"

#include <dirent.h>
#include <limits.h>

namespace {

constexpr unsigned kGap = 2; // blanks between columns

struct Options {
    bool all = false;       // -a
    bool details = false;   // -l
    bool one_a_row = false; // -1
    bool itself = false;    // -d: not what is in a directory
    bool human = false;     // -h: sizes as 1.5K
    bool numbers = false;   // -i: inode numbers
    bool by_time = false;   // -t: the latest first
    bool backwards = false; // -r
    bool terminal = false;
    unsigned columns = terminal_size().ws_col;
};

struct Entry {
    char* name;
    struct stat file;
    char* path; // where it was found
};

using Entries = Array<Entry>;

void add(Entries& entries, const char* name, const struct stat& file, const char* path) {
    entries.add({static_cast<char*>(need(strdup(name))), file, static_cast<char*>(need(strdup(path)))});
}

int compare_names(const void* a, const void* b) {
    return strcmp(static_cast<const Entry*>(a)->name, static_cast<const Entry*>(b)->name);
}

int compare_times(const void* a, const void* b) {
    time_t left = static_cast<const Entry*>(a)->file.st_mtime;
    time_t right = static_cast<const Entry*>(b)->file.st_mtime;
    return left == right ? compare_names(a, b) : left > right ? -1 : 1;
}

void sort(Entries& entries, const Options& options) {
    entries.sort(options.by_time ? compare_times : compare_names);
    for (usize i = 0; options.backwards && i < entries.size() / 2; ++i)
        std::swap(entries[i], entries[entries.size() - 1 - i]);
}

void free_names(Entries& entries) {
    for (Entry& entry : entries) {
        free(entry.name);
        free(entry.path);
    }
}

const char* colour_of(unsigned mode) {
    if (S_ISDIR(mode)) return "\x1b[1;34m";
    if (S_ISLNK(mode)) return "\x1b[1;36m";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "\x1b[1;33m";
    return S_ISREG(mode) && (mode & S_IXUSR) ? "\x1b[1;32m" : nullptr;
}

// On a terminal a name must not do more than be there to read.
void print_text(const char* name, const Options& options) {
    usize size = strlen(name);
    for (usize i = 0; i < size;) {
        unicode::Character character = unicode::decode(name + i, size - i);
        bool odd = character.code < 0x20 || (character.code >= 0x7f && character.code < 0xa0) ||
                   character.code >= unicode::kInvalid;
        if (odd && options.terminal)
            putchar('?');
        else
            fwrite(name + i, 1, character.bytes, stdout);
        i += character.bytes;
    }
}

void print_name(const Entry& entry, const Options& options) {
    const char* colour = options.terminal ? colour_of(entry.file.st_mode) : nullptr;
    if (colour) fputs(colour, stdout);
    print_text(entry.name, options);
    if (colour) fputs("\x1b[m", stdout);
}

void print_target(const Entry& entry, const Options& options) {
    char target[PATH_MAX];
    ssize_t size = readlink(entry.path, target, sizeof target - 1);
    if (size < 0) return;
    target[size] = 0;
    fputs(" -> ", stdout);
    print_text(target, options);
}

int digits(unsigned long number) {
    int count = 1;
    while (number /= 10) ++count;
    return count;
}

int number_width(const Entries& entries) {
    int width = 1;
    for (const Entry& entry : entries)
        if (digits(entry.file.st_ino) > width) width = digits(entry.file.st_ino);
    return width;
}

// What stands in the place of the size.
struct SizeText {
    char text[24];

    SizeText(const struct stat& file, const Options& options) {
        u64 size = static_cast<u64>(file.st_size);
        if (S_ISCHR(file.st_mode) || S_ISBLK(file.st_mode))
            snprintf(text, sizeof text, "%lu, %3lu", major_number(file.st_rdev), minor_number(file.st_rdev));
        else if (options.human)
            strlcpy(text, HumanSize(size).text, sizeof text);
        else
            snprintf(text, sizeof text, "%lu", size);
    }
};

// The time of day of the last half year's; of others the year.
dates::Text date_of(time_t time, time_t now) {
    constexpr time_t kHalfYear = 31'556'952 / 2;
    bool recent = time <= now && time > now - kHalfYear;
    return dates::Text(recent ? "%b %e %H:%M" : "%b %e  %Y", time);
}

void print_details(const Entries& entries, const Options& options) {
    int link_width = 1, size_width = 1, inode_width = number_width(entries);
    time_t now = time(nullptr);
    for (const Entry& entry : entries) {
        if (digits(entry.file.st_nlink) > link_width) link_width = digits(entry.file.st_nlink);
        int width = static_cast<int>(strlen(SizeText(entry.file, options).text));
        if (width > size_width) size_width = width;
    }
    for (const Entry& entry : entries) {
        const struct stat& file = entry.file;
        if (options.numbers) printf("%*lu ", inode_width, file.st_ino);
        printf("%s %*u %u %u %*s %s ", ModeText(file.st_mode).text, link_width, file.st_nlink, file.st_uid,
               file.st_gid, size_width, SizeText(file, options).text, date_of(file.st_mtime, now).text);
        print_name(entry, options);
        if (S_ISLNK(file.st_mode)) print_target(entry, options);
        putchar('\n');
    }
}

// Down the first column, then down the next, in as many columns as the terminal has room for.
void print_columns(const Entries& entries, const Options& options) {
    unsigned widest = 0;
    int inode_width = options.numbers ? number_width(entries) : 0;
    for (const Entry& entry : entries) {
        unsigned width = unicode::width(entry.name, strlen(entry.name));
        if (width > widest) widest = width;
    }
    if (options.numbers) widest += static_cast<unsigned>(inode_width) + 1;
    usize per_row = (options.columns + kGap) / (widest + kGap);
    if (per_row == 0 || options.one_a_row) per_row = 1;
    usize rows = (entries.size() + per_row - 1) / per_row;
    for (usize row = 0; row < rows; ++row) {
        for (usize i = row; i < entries.size(); i += rows) {
            if (options.numbers) printf("%*lu ", inode_width, entries[i].file.st_ino);
            print_name(entries[i], options);
            if (i + rows >= entries.size()) break;
            unsigned width = unicode::width(entries[i].name, strlen(entries[i].name));
            if (options.numbers) width += static_cast<unsigned>(inode_width) + 1;
            printf("%*s", static_cast<int>(widest + kGap - width), "");
        }
        putchar('\n');
    }
}

void print(Entries& entries, const Options& options) {
    sort(entries, options);
    if (options.details)
        print_details(entries, options);
    else
        print_columns(entries, options);
}

int list_directory(const char* path, const Options& options) {
    DIR* directory = opendir(path);
    if (!directory) return complain("ls", path);
    Entries entries;
    int status = 0;
    const struct dirent* entry;
    while (errno = 0, (entry = readdir(directory))) {
        if (entry->d_name[0] == '.' && !options.all) continue;
        char file_path[PATH_MAX + NAME_MAX + 2];
        snprintf(file_path, sizeof file_path, "%s/%s", path, entry->d_name);
        struct stat file;
        if (lstat(file_path, &file) < 0)
            status = complain("ls", file_path);
        else
            add(entries, entry->d_name, file, file_path);
    }
    if (errno) status = complain("ls", path);
    closedir(directory);
    print(entries, options);
    free_names(entries);
    return status;
}

bool read_options(int count, char** arguments, Options& options) {
    int option;
    while ((option = getopt(count, arguments, "1adhilrt")) != -1) {
        switch (option) {
        case '1': options.one_a_row = true; break;
        case 'a': options.all = true; break;
        case 'd': options.itself = true; break;
        case 'h': options.human = true; break;
        case 'i': options.numbers = true; break;
        case 'l': options.details = true; break;
        case 'r': options.backwards = true; break;
        case 't': options.by_time = true; break;
        default: return false;
        }
    }
    options.terminal = isatty(STDOUT_FILENO);
    if (!options.terminal) options.one_a_row = true;
    usize columns = 0;
    const char* text = getenv("COLUMNS");
    if (text && parse_count(text, columns) && columns > 0 && columns < 1000)
        options.columns = static_cast<unsigned>(columns);
    return true;
}

} // namespace

// Files come first, then the directories, each with its name above if there is more than one thing to list.
int main(int count, char** arguments) {
    Options options;
    if (!read_options(count, arguments, options)) return usage("ls [-1adhilrt] [file...]");
    static char here[] = ".";
    static char* only_here[] = {here, nullptr};
    char** names = optind < count ? arguments + optind : only_here;
    Entries files, directories;
    int status = 0;
    for (char** name = names; *name; ++name) {
        struct stat file;
        bool found = (options.details || options.itself ? lstat(*name, &file) : stat(*name, &file)) == 0;
        if (!found)
            status = complain("ls", *name);
        else if (S_ISDIR(file.st_mode) && !options.itself)
            add(directories, *name, file, *name);
        else
            add(files, *name, file, *name);
    }
    if (files.size()) print(files, options);
    sort(directories, options);
    for (usize i = 0; i < directories.size(); ++i) {
        if (files.size() || i > 0) putchar('\n');
        if (names[1]) printf("%s:\n", directories[i].name);
        status |= list_directory(directories[i].name, options);
    }
    free_names(files);
    free_names(directories);
    return finish("ls", status);
}
