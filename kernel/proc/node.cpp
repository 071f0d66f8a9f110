// proc/node.cpp: the tree of /proc: the whole system's entries, a folder for each process, and in it one for its open files.
#include "proc/node.h"
#include "lib/string.h"
#include "process/inspect.h"

namespace {

bool is_name(const char* name, std::span<const char> text) {
    return strlen(name) == text.size() && memcmp(name, text.data(), text.size()) == 0;
}

const Entry* find_entry(std::span<const Entry> entries, std::span<const char> name) {
    for (const Entry& entry : entries)
        if (is_name(entry.name, name)) return &entry;
    return nullptr;
}

// Names are numbers as they are printed: no zero comes first. Errno::noent for others.
Result<int> number_of(std::span<const char> name) {
    constexpr usize kDigitsMax = 9;
    if (name.size() > kDigitsMax || (name.size() > 1 && name[0] == '0')) return Errno::noent;
    int number = 0;
    for (const char digit : name) {
        if (digit < '0' || digit > '9') return Errno::noent;
        number = 10 * number + (digit - '0');
    }
    return number;
}

Result<Node> find_process_folder(std::span<const char> name) {
    const Pid pid(TRY(number_of(name)));
    if (pid == Pid(0) || !look_at(pid)) return Errno::noent;
    return Node{pid};
}

Result<Node> find_descriptor(const Node& folder, std::span<const char> name) {
    const int fd = TRY(number_of(name));
    if (!open_file_of(folder.pid, Fd::unchecked(fd))) return Errno::noent;
    return Node{folder.pid, folder.entry, fd};
}

} // namespace

// The folder itself has the first of the numbers that its process has.
u64 Node::number() const {
    constexpr u64 kEach = 2 * OPEN_FILES_MAX;
    const u64 first = static_cast<u64>(pid.number()) * kEach + 1;
    const std::span<const Entry> entries = pid == Pid(0) ? kSystemEntries : kProcessEntries;
    if (fd != kNoDescriptor) return first + entries.size() + 1 + static_cast<u64>(fd);
    return entry ? first + 1 + static_cast<u64>(entry - entries.data()) : first;
}

std::span<const char> next_component(const char*& rest) {
    while (rest[0] == '/' || (rest[0] == '.' && (rest[1] == '/' || rest[1] == 0))) rest++;
    const char* start = rest;
    while (*rest != '/' && *rest != 0) rest++;
    return {start, rest};
}

Result<Node> find_in(const Node& folder, std::span<const char> name) {
    if (folder.kind() != S_IFDIR) return Errno::notdir;
    if (folder.entry) return find_descriptor(folder, name);
    const bool of_system = folder.pid == Pid(0);
    if (const Entry* entry = find_entry(of_system ? kSystemEntries : kProcessEntries, name))
        return Node{folder.pid, entry};
    if (of_system) return find_process_folder(name);
    return Errno::noent;
}
