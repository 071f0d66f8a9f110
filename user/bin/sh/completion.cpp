// user/bin/sh/completion.cpp: which word it is, what it could become, and what all of that has in common.
#include "completion.h"
#include "../unicode.h"

#include <dirent.h>
#include <sys/stat.h>

namespace shell {
namespace {

constexpr View kSpecial(" \t\n'\"\\$`*?[]#~=%|&;<>(){}!", 25);

void append_entries(View folder, View prefix, List<Text>& names, bool only_programs) {
    Text path = folder.empty() ? "." : folder;
    DIR* directory = opendir(path.c_string());
    if (!directory) return;
    while (const struct dirent* entry = readdir(directory)) {
        View name = entry->d_name;
        bool hidden = name[0] == '.' && !prefix.starts_with(".");
        if (hidden || name == "." || name == ".." || !name.starts_with(prefix)) continue;
        struct stat status;
        Text file = join(path, "/", name);
        bool known = stat(file.c_string(), &status) == 0;
        bool folder_itself = known && S_ISDIR(status.st_mode);
        if (only_programs && (!known || folder_itself || !(status.st_mode & S_IXUSR))) continue;
        names.push(join(only_programs ? View() : folder, name, View(folder_itself ? "/" : "")));
    }
    closedir(directory);
}

usize common_length(View a, View b) {
    usize length = 0;
    while (length < a.size() && length < b.size() && a[length] == b[length]) ++length;
    while (length > 0 && length < a.size() && unicode::continues(a[length]))
        --length; // whole characters only
    return length;
}

View last_component(View path) {
    usize start = path.size() && path[path.size() - 1] == '/' ? path.size() - 1 : path.size();
    while (start > 0 && path[start - 1] != '/') --start;
    return path.from(start);
}

} // namespace

UnfinishedWord unfinished_word(View line) {
    UnfinishedWord word;
    bool command_next = true;
    word.command = true;
    for (usize i = 0; i < line.size(); ++i) {
        char c = line[i];
        if (word.quote) {
            if (c == word.quote)
                word.quote = 0;
            else
                word.text.append(c);
        } else if (c == '\'' || c == '"') {
            word.quote = c;
        } else if (c == '\\' && i + 1 < line.size()) {
            word.text.append(line[++i]);
        } else if (View(" \t\n;|&()<>").contains(c)) {
            // After a command's name come arguments; after an operator, and after some words, another command.
            bool blank = c == ' ' || c == '\t';
            bool reserved = false;
            for (View known : {"if", "then", "elif", "else", "while", "until", "do", "{", "!"}) {
                reserved = reserved || (word.command && word.text.view() == known);
            }
            if (!blank)
                command_next = c != '<' && c != '>';
            else if (!word.text.empty())
                command_next = reserved;
            word.text.clear();
            word.command = command_next;
        } else {
            word.text.append(c);
        }
    }
    return word;
}

Completion complete(const UnfinishedWord& word, List<Text> names) {
    Completion completion;
    sort(names, [](const Text& a, const Text& b) { return comes_before(a, b); });
    for (usize i = 1; i < names.size();) {
        if (names[i] == names[i - 1])
            names.erase(i);
        else
            ++i;
    }
    if (names.empty()) return completion;
    usize common = names[0].size();
    for (const Text& name : names) common = common_length(names[0].view().first(common), name);
    if (common < word.text.size()) return completion;
    for (char c : names[0].view().part(word.text.size(), common - word.text.size())) {
        if (!word.quote && kSpecial.contains(c)) completion.insertion.append('\\');
        completion.insertion.append(c);
    }
    if (names.size() == 1) {
        if (names[0].last() == '/') return completion;
        if (word.quote) completion.insertion.append(word.quote);
        completion.insertion.append(' ');
        return completion;
    }
    for (const Text& name : names) completion.candidates.push(last_component(name));
    return completion;
}

List<Text> matching_files(View word) {
    List<Text> names;
    View prefix = last_component(word);
    if (!word.empty() && word[word.size() - 1] == '/') prefix = View();
    append_entries(word.first(word.size() - prefix.size()), prefix, names, false);
    return names;
}

List<Text> matching_programs(View word, View path) {
    List<Text> names;
    for (View folder; take_part(path, ':', folder);) append_entries(folder, word, names, true);
    return names;
}

} // namespace shell
