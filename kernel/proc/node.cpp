// proc/node.cpp: the tree of /proc: the whole system's entries, and a folder for each process, with those of its files and threads.
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

Numbers numbers_in(const Node& folder) {
    if (folder.entry) return folder.entry->numbers;
    return folder.pid == Pid(0) ? Numbers::processes : Numbers::none;
}

Result<int> descriptor_from(Pid pid, int lowest) {
    for (int fd = lowest; fd < OPEN_FILES_MAX; fd++)
        if (open_file_of(pid, Fd::unchecked(fd))) return fd;
    return Errno::noent;
}

} // namespace

// The folder itself has the first of the numbers that its process has, or its thread: no two of these have the same number.
u64 Node::number() const {
    constexpr u64 kEach = 4 * OPEN_FILES_MAX;
    constexpr u64 kOfThread = kEach / 2;
    const bool of_thread = thread != Tid(0);
    const auto whose = static_cast<u64>(of_thread ? thread.number() : pid.number());
    const u64 first = whose * kEach + (of_thread ? kOfThread : 0) + 1;
    const std::span<const Entry> entries = entries_in(Node{pid, nullptr, kNoDescriptor, thread});
    if (fd != kNoDescriptor) return first + entries.size() + 1 + static_cast<u64>(fd);
    return entry ? first + 1 + static_cast<u64>(entry - entries.data()) : first;
}

std::span<const Entry> entries_in(const Node& folder) {
    if (folder.entry) return {};
    if (folder.thread != Tid(0)) return kThreadEntries;
    return folder.pid == Pid(0) ? kSystemEntries : kProcessEntries;
}

Result<int> number_from(const Node& folder, u64 lowest) {
    if (lowest > INT32_MAX) return Errno::noent;
    const int from = static_cast<int>(lowest);
    int number = 0;
    switch (numbers_in(folder)) {
    case Numbers::descriptors: return descriptor_from(folder.pid, from);
    case Numbers::processes: number = process_after(Pid(from - 1)).number(); break;
    case Numbers::threads: number = thread_after(folder.pid, Tid(from - 1)).number(); break;
    case Numbers::none: break;
    }
    return number == 0 ? Result<int>(Errno::noent) : Result<int>(number);
}

Node numbered(const Node& folder, int number) {
    switch (numbers_in(folder)) {
    case Numbers::descriptors: return {folder.pid, folder.entry, number};
    case Numbers::threads: return {folder.pid, nullptr, kNoDescriptor, Tid(number)};
    default: return Node{Pid(number)};
    }
}

std::span<const char> next_component(const char*& rest) {
    while (rest[0] == '/' || (rest[0] == '.' && (rest[1] == '/' || rest[1] == 0))) rest++;
    const char* start = rest;
    while (*rest != '/' && *rest != 0) rest++;
    return {start, rest};
}

Result<Node> find_in(const Node& folder, std::span<const char> name) {
    if (folder.kind() != S_IFDIR) return Errno::notdir;
    if (const Entry* entry = find_entry(entries_in(folder), name))
        return Node{folder.pid, entry, kNoDescriptor, folder.thread};
    const int number = TRY(number_of(name));
    if (TRY(number_from(folder, static_cast<u64>(number))) != number) return Errno::noent;
    return numbered(folder, number);
}
