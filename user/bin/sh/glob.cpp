// user/bin/sh/glob.cpp: walks the directories that a pattern names, one component of the path after the other.
#include "glob.h"
#include "pattern.h"

#include <dirent.h>
#include <sys/stat.h>

namespace shell {
namespace {

// The arguments of a command are limited, and so is the work for a pattern such as */../*/../*/../*.
constexpr usize kMaximumPaths = 4096;

void append_matches(const Text& prefix, View component, bool last, List<Text>& paths) {
    DIR* directory = opendir(prefix.empty() ? "." : prefix.c_string());
    if (!directory) return;
    Pattern pattern(component);
    bool hidden_too = component[0] == '.';
    while (const struct dirent* entry = readdir(directory)) {
        if (paths.size() > kMaximumPaths) break;
        if ((entry->d_name[0] == '.' && !hidden_too) || !pattern.matches(entry->d_name)) continue;
        Text path = join(prefix, View(entry->d_name));
        struct stat status;
        bool passable = last || (stat(path.c_string(), &status) == 0 && S_ISDIR(status.st_mode));
        if (passable) paths.push(std::move(path));
    }
    closedir(directory);
}

} // namespace

bool glob(View pattern, List<Text>& paths) {
    List<Text> found;
    found.push(Text());
    for (usize start = 0; start < pattern.size();) {
        usize end = start;
        while (end < pattern.size() && pattern[end] != '/') ++end;
        View component = pattern.part(start, end - start);
        usize next = end;
        while (next < pattern.size() && pattern[next] == '/') ++next;
        List<Text> longer;
        for (Text& prefix : found) {
            if (is_pattern(component))
                append_matches(prefix, component, end == pattern.size(), longer);
            else
                longer.push(join(prefix, without_backslashes(component)));
            if (longer.size() > kMaximumPaths) return false;
        }
        for (Text& path : longer) path.append(pattern.part(end, next - end));
        found = std::move(longer);
        start = next;
    }
    usize before = paths.size();
    sort(found, [](const Text& a, const Text& b) { return comes_before(a, b); });
    for (Text& path : found) {
        struct stat status;
        if (lstat(path.c_string(), &status) == 0) paths.push(std::move(path));
    }
    if (paths.size() == before) paths.push(without_backslashes(pattern));
    return true;
}

} // namespace shell
