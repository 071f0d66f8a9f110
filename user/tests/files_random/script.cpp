// user/tests/files_random/script.cpp: one operation after the other, each done to both.
#include "script.h"
#include <stdio.h>

namespace script {

Script::Script(Files& files, const char* folder, u64 seed, const Limits& limits)
    : files_(files), limits_(limits), random_(seed), folder_length_(strlen(folder)) {
    for (Path* path : {&path_, &other_}) {
        strcpy(path->whole, folder);
        if (folder_length_ > 0) strcat(path->whole, "/");
        path->text = path->whole + strlen(path->whole);
    }
    begin(path_);
    append(path_, kRound);
    doing_ = "create round";
    const i64 handle = files_.open(path_.whole, O_CREAT | O_EXCL | O_RDWR);
    if (agrees(handle, Errno::none)) (void)files_.close(handle);
    tree_.make(tree_.place(kRound), Kind::file);
}

void Script::step() {
    struct Choice {
        u32 weight;
        void (Script::*operation)();
    };
    static constexpr Choice kChoices[] = {
        {18, &Script::create},     {30, &Script::change_file},   {4, &Script::open_handle},
        {10, &Script::use_handle}, {6, &Script::make_directory}, {4, &Script::remove_directory},
        {10, &Script::unlink},     {7, &Script::link},           {4, &Script::symlink},
        {12, &Script::rename},     {3, &Script::sync},
    };
    u32 all = 0;
    for (const Choice& choice : kChoices) all += choice.weight;
    u64 drawn = random_.below(all);
    steps_++;
    for (const Choice& choice : kChoices) {
        if (drawn < choice.weight) return (this->*choice.operation)();
        drawn -= choice.weight;
    }
}

// --- what is chosen ---

void Script::begin(Path& path) { path.whole[path.text - path.whole] = 0; }

void Script::append(Path& path, const char* name) {
    if (*path.text) strcat(path.whole, "/");
    strcat(path.whole, name);
}

// Most names are short; some are of lengths at which something changes, some too long.
void Script::append_name(Path& path) {
    static constexpr u32 kLengths[] = {0, 0, 0, 14, 0, 15, 60, 255};
    char name[NAME_MAX_BYTES + 2];
    const u32 number = static_cast<u32>(random_.below(limits_.names));
    u32 length = kLengths[number % 8];
    if (length > limits_.longest) length = limits_.longest;
    if (limits_.longest == NAME_MAX_BYTES && one_in(100)) length = NAME_MAX_BYTES + 1;
    snprintf(name, sizeof name, "n%u", number);
    while (strlen(name) < length) strcat(name, "x");
    append(path, name);
}

// Into some directory of the tree, not far from its root.
Node* Script::descend(Path& path) {
    begin(path);
    Node* directory = &tree_.root();
    for (u64 levels = random_.below(4); levels > 0; levels--) {
        for (const tree::Entry* entry = directory->entries; entry; entry = entry->next)
            if (entry->node->kind == Kind::directory && one_in(2)) {
                append(path, entry->name);
                directory = entry->node;
                break;
            }
    }
    return directory;
}

void Script::choose(Path& path) {
    (void)descend(path);
    if (one_in(30)) append_name(path); // which may be no directory, or nothing
    append_name(path);
}

// What is there, or if the directory has nothing, something that is not.
void Script::choose_existing(Path& path) {
    const Node* directory = descend(path);
    if (one_in(15) || directory->entry_count == 0) return append_name(path);
    const tree::Entry* entry = directory->entries;
    for (u64 skip = random_.below(directory->entry_count); skip > 0; skip--) entry = entry->next;
    if (strcmp(entry->name, kRound) == 0) return append_name(path);
    append(path, entry->name);
}

u64 Script::choose_offset(const Node& file) {
    switch (random_.below(4)) {
    case 0: return file.size;
    case 1: return random_.below(file.size + 1);
    case 2: return random_.below(20'000);
    default: return random_.below(limits_.farthest);
    }
}

void Script::make_up_bytes(usize count) {
    for (usize i = 0; i < count; i++) bytes_[i] = static_cast<u8>(random_.next());
}

// --- what is expected ---

void Script::require(bool condition, const char* what) {
    if (condition) return;
    char text[300];
    snprintf(text, sizeof text, "step %u, %.100s: %.150s", steps_, doing_, what);
    files_.differs(text);
}

// Whether it has succeeded; it must have, or failed, as expected. `also` is another error that would be right.
bool Script::agrees(i64 answer, Errno expected, Errno also) {
    const Errno error = answer < 0 ? static_cast<Errno>(-answer) : Errno::none;
    if (error == Errno::nospc && limits_.may_be_full) {
        full_++;
        return false;
    }
    if (error != expected && (also == Errno::none || error != also)) {
        char text[100];
        snprintf(text, sizeof text, "errno %d, not %d, for %.60s", static_cast<int>(error),
                 static_cast<int>(expected), path_.text);
        require(false, text);
    }
    return error == Errno::none;
}

// --- files ---

void Script::create() {
    doing_ = "create";
    choose(path_);
    const Place at = tree_.place(path_.text);
    if (at.node && at.node->kind == Kind::link) return;
    int flags = O_CREAT | (one_in(2) ? O_RDWR : O_WRONLY);
    if (one_in(4)) flags |= O_EXCL;
    if (one_in(3)) flags |= O_TRUNC;
    Errno expected = at.error;
    if (at.node && at.node->kind == Kind::directory) expected = Errno::isdir;
    if (at.node && flags & O_EXCL) expected = Errno::exist;
    if (at.node && flags & O_TRUNC) forget(*at.node);
    const i64 handle = files_.open(path_.whole, flags);
    if (!agrees(handle, expected)) return;
    Node* file = at.node ? at.node : tree_.make(at, Kind::file);
    if (flags & O_TRUNC) tree::resize(*file, 0);
    if (one_in(2)) write(*file, handle);
    (void)agrees(files_.close(handle), Errno::none);
}

// Opens a file that is there, and writes, reads, or changes its size.
void Script::change_file() {
    doing_ = "open";
    choose_existing(path_);
    const Place at = tree_.place(path_.text);
    if (at.node && at.node->kind == Kind::link) return;
    Errno expected = at.error;
    if (expected == Errno::none && !at.node) expected = Errno::noent;
    if (at.node && at.node->kind == Kind::directory) expected = Errno::isdir;
    const i64 handle = files_.open(path_.whole, O_RDWR);
    if (!agrees(handle, expected)) return;
    switch (random_.below(5)) {
    case 0: truncate(*at.node, handle); break;
    case 1: read(*at.node, handle); break;
    default: write(*at.node, handle);
    }
    doing_ = "close";
    (void)agrees(files_.close(handle), Errno::none);
}

void Script::write(Node& file, i64 handle) {
    doing_ = "write";
    const usize count = random_.below(one_in(3) ? kWriteMax : 300);
    const u64 offset = choose_offset(file);
    make_up_bytes(count);
    forget(file);
    const i64 written = files_.write(handle, bytes_, count, offset);
    if (!agrees(written, Errno::none)) return;
    const usize done = static_cast<usize>(written);
    if (done < count && limits_.may_be_full) full_++;
    require(done == count || (limits_.may_be_full && done > 0 && done < count), "not all was written");
    tree::put(file, offset, bytes_, done);
}

void Script::read(Node& file, i64 handle) {
    doing_ = "read";
    const usize count = random_.below(kWriteMax);
    const u64 offset = choose_offset(file);
    const usize there = tree::take(file, offset, expected_, count);
    const i64 got = files_.read(handle, bytes_, count, offset);
    if (!agrees(got, Errno::none)) return;
    require(static_cast<usize>(got) == there, "more or less was read than there is");
    require(memcmp(bytes_, expected_, there) == 0, "other bytes were read");
}

void Script::truncate(Node& file, i64 handle) {
    doing_ = "truncate";
    const u64 size = one_in(4) ? 0 : choose_offset(file);
    forget(file);
    if (agrees(files_.truncate(handle, size), Errno::none)) tree::resize(file, size);
}

// --- files that stay open, with a name or without ---

void Script::open_handle() {
    doing_ = "open";
    Handle& handle = handles_[random_.below(kHandles)];
    if (handle.node) return close_handle(handle);
    choose_existing(path_);
    Node* node = tree_.place(path_.text).node;
    if (!node || node->kind != Kind::file) return;
    const i64 number = files_.open(path_.whole, O_RDWR);
    if (!agrees(number, Errno::none)) return;
    handle = {node, number};
    node->handles++;
}

void Script::use_handle() {
    const Handle& handle = handles_[random_.below(kHandles)];
    if (!handle.node) return;
    switch (random_.below(3)) {
    case 0: return write(*handle.node, handle.number);
    case 1: return read(*handle.node, handle.number);
    default: return truncate(*handle.node, handle.number);
    }
}

void Script::close_handle(Handle& handle) {
    doing_ = "close";
    (void)agrees(files_.close(handle.number), Errno::none);
    tree_.close(*handle.node);
    handle = {};
}

void Script::close_all() {
    for (Handle& handle : handles_)
        if (handle.node) close_handle(handle);
}

// --- names ---

void Script::make_directory() {
    doing_ = "mkdir";
    choose(path_);
    const Place at = tree_.place(path_.text);
    const Errno expected = at.node ? Errno::exist : at.error;
    if (agrees(files_.mkdir(path_.whole), expected)) tree_.make(at, Kind::directory);
}

void Script::remove_directory() {
    doing_ = "rmdir";
    choose_existing(path_);
    const Place at = tree_.place(path_.text);
    Errno expected = at.error;
    if (expected == Errno::none && !at.node) expected = Errno::noent;
    if (at.node && at.node->kind != Kind::directory) expected = Errno::notdir;
    if (at.node && at.node->entry_count > 0) expected = Errno::notempty;
    if (at.node) forget(*at.node);
    if (agrees(files_.rmdir(path_.whole), expected)) tree_.remove(*at.directory, at.name);
}

void Script::unlink() {
    doing_ = "unlink";
    choose_existing(path_);
    const Place at = tree_.place(path_.text);
    Errno expected = at.error;
    if (expected == Errno::none && !at.node) expected = Errno::noent;
    if (at.node && at.node->kind == Kind::directory) expected = Errno::isdir;
    if (at.node && expected == Errno::none) tell("- %u %s", at.node->id, path_.text);
    if (agrees(files_.unlink(path_.whole), expected)) tree_.remove(*at.directory, at.name);
}

void Script::link() {
    doing_ = "link";
    choose_existing(path_);
    choose(other_);
    const Place from = tree_.place(path_.text);
    const Place to = tree_.place(other_.text);
    Errno expected = from.error;
    if (expected == Errno::none && !from.node) expected = Errno::noent;
    if (expected == Errno::none) expected = to.error;
    if (expected == Errno::none && to.node) expected = Errno::exist;
    Errno also = to.error; // where both paths are bad, either may be told
    if (from.node && from.node->kind == Kind::directory) {
        also = expected;
        expected = Errno::perm;
    }
    if (agrees(files_.link(path_.whole, other_.whole), expected, also)) tree_.enter(to, *from.node);
}

void Script::symlink() {
    doing_ = "symlink";
    choose(path_);
    const Place at = tree_.place(path_.text);
    const usize length =
        1 + random_.below(one_in(2) ? 59 : tree::kTargetMax - 1); // 60 do not fit into an inode
    char target[tree::kTargetMax] = {};
    for (usize i = 0; i < length; i++) target[i] = static_cast<char>('a' + random_.below(26));
    if (!agrees(files_.symlink(target, path_.whole), at.node ? Errno::exist : at.error)) return;
    Node* link = tree_.make(at, Kind::link);
    strcpy(link->target, target);
    link->size = length;
}

Errno Script::rename_error(const Place& from, const Place& to) const {
    if (from.error != Errno::none) return from.error;
    if (!from.node) return Errno::noent;
    if (to.error != Errno::none) return to.error;
    const bool directory = from.node->kind == Kind::directory;
    if (directory && tree::is_inside(to.directory, from.node))
        return from.node == to.node ? Errno::none : Errno::inval;
    if (!to.node || to.node == from.node) return Errno::none;
    if (directory && to.node->kind != Kind::directory) return Errno::notdir;
    if (!directory && to.node->kind == Kind::directory) return Errno::isdir;
    return to.node->entry_count > 0 ? Errno::notempty : Errno::none;
}

void Script::rename() {
    doing_ = "rename";
    choose_existing(path_);
    one_in(4) ? choose_existing(other_) : choose(other_);
    const Place from = tree_.place(path_.text);
    const Place to = tree_.place(other_.text);
    const Errno expected = rename_error(from, to);
    const bool moves = expected == Errno::none && from.node != to.node;
    if (moves && from.node->kind == Kind::directory) forget_below(*from.node);
    if (moves && from.node->kind != Kind::directory)
        tell("= %u %s %s", from.node->id, path_.text, other_.text);
    if (moves && to.node) tell("- %u %s", to.node->id, other_.text);
    // Where both paths are bad, or one is to replace a directory in which it is, either may be told.
    const bool above = from.node && to.node && tree::is_inside(from.directory, to.node);
    const Errno also = above ? Errno::notempty : to.error;
    if (agrees(files_.rename(path_.whole, other_.whole), expected, also) && moves) tree_.move(from, to);
}

} // namespace script
