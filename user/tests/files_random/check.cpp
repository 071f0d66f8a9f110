// user/tests/files_random/check.cpp: whether the file system's tree is ours, and what is told to those who judge its disk.
#include "script.h"
#include <stdarg.h>
#include <stdio.h>

namespace script {

// --- the whole tree ---

void Script::compare() {
    doing_ = "compare";
    begin(path_);
    compare_directory(tree_.root(), path_);
}

namespace {

// A directory as it was listed: how many of its names are ours.
struct Listing {
    Node* directory;
    u32 ours;
    u32 others;
};

void add(void* context, const char* name) {
    Listing& listing = *static_cast<Listing*>(context);
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return;
    tree::find(*listing.directory, name) ? listing.ours++ : listing.others++;
}

} // namespace

void Script::compare_directory(Node& directory, Path& path) {
    Listing listing{&directory, 0, 0};
    const char* whole = *path.whole ? path.whole : ".";
    require(files_.list(whole, add, &listing) >= 0, "a directory cannot be listed");
    require(listing.others == 0, "there are names that should not be");
    require(listing.ours == directory.entry_count, "not each name is there once");
    const usize length = strlen(path.whole);
    for (const tree::Entry* entry = directory.entries; entry; entry = entry->next) {
        append(path, entry->name);
        compare_node(*entry->node, path);
        path.whole[length] = 0;
    }
}

void Script::compare_node(Node& node, Path& path) {
    struct stat stat;
    require(files_.stat(path.whole, stat) >= 0, "a file is not there");
    static constexpr u32 kModes[] = {S_IFREG, S_IFDIR, S_IFLNK};
    require((stat.st_mode & S_IFMT) == kModes[static_cast<u8>(node.kind)], "a file is of another kind");
    if (node.kind == Kind::directory) return compare_directory(node, path);
    require(stat.st_nlink == node.names, "a file has more or fewer names");
    require(static_cast<u64>(stat.st_size) == node.size, "a file has another size");
    if (node.kind == Kind::link) return compare_link(node, path);
    const i64 handle = files_.open(path.whole, O_RDONLY);
    require(handle >= 0, "a file cannot be opened");
    compare_bytes(node, handle);
    (void)files_.close(handle);
}

// All of a small file; of one with large holes, a little around each piece.
void Script::compare_bytes(Node& file, i64 handle) {
    constexpr u64 kSmall = 500'000;
    u64 next = 0;
    for (const tree::Piece* piece = file.pieces; piece || next < file.size;
         piece = piece ? piece->next : nullptr) {
        u64 place = next;
        if (file.size > kSmall && piece) place = piece->index * tree::kPieceSize;
        if (file.size > kSmall && !piece) place = file.size - 1;
        const usize there = tree::take(file, place, expected_, kWriteMax);
        require(files_.read(handle, bytes_, kWriteMax, place) == static_cast<i64>(there),
                "a file has other bytes");
        require(memcmp(bytes_, expected_, there) == 0, "a file has other bytes");
        next = place + there;
    }
}

void Script::compare_link(Node& node, Path& path) {
    char target[tree::kTargetMax + 1] = {};
    const i64 length = files_.readlink(path.whole, target, sizeof target - 1);
    require(length == static_cast<i64>(node.size) && strcmp(target, node.target) == 0,
            "a link says something else");
}

// --- the end of it ---

void Script::clear() {
    doing_ = "clear";
    begin(path_);
    clear_directory(tree_.root(), path_);
    path_.whole[folder_length_] = 0;
    if (folder_length_ > 0) (void)agrees(files_.rmdir(path_.whole), Errno::none);
}

void Script::clear_directory(Node& directory, Path& path) {
    const usize length = strlen(path.whole);
    while (tree::Entry* entry = directory.entries) {
        append(path, entry->name);
        const bool is_directory = entry->node->kind == Kind::directory;
        if (is_directory) clear_directory(*entry->node, path);
        (void)agrees(is_directory ? files_.rmdir(path.whole) : files_.unlink(path.whole), Errno::none);
        tree_.remove(directory, entry->name);
        path.whole[length] = 0;
    }
}

// --- what is promised ---

void Script::tell(const char* format, ...) {
    char line[2 * PATH_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    files_.tell(line);
}

// The number of the round is on the disk with the round: so a disk that lost its power tells how far it had come.
void Script::sync() {
    doing_ = "fsync";
    begin(path_);
    append(path_, kRound);
    char number[16];
    snprintf(number, sizeof number, "%07u\n", ++rounds_);
    const i64 handle = files_.open(path_.whole, O_RDWR);
    if (!agrees(handle, Errno::none)) return;
    tell("round %u", rounds_);
    Node& round = *tree_.place(kRound).node;
    if (agrees(files_.write(handle, reinterpret_cast<const u8*>(number), 8, 0), Errno::none)) // text as bytes
        tree::put(round, 0, reinterpret_cast<const u8*>(number), 8);
    if (agrees(files_.fsync(handle), Errno::none)) {
        tell("*");
        begin(path_);
        promise(tree_.root(), path_);
        tell("done %u", rounds_);
    }
    (void)agrees(files_.close(handle), Errno::none);
}

void Script::promise(Node& directory, Path& path) {
    const usize length = strlen(path.whole);
    for (const tree::Entry* entry = directory.entries; entry; entry = entry->next) {
        Node& node = *entry->node;
        append(path, entry->name);
        if (node.kind == Kind::directory) {
            tell("+ %u d 0 0 %s", node.id, path.text);
            promise(node, path);
        } else if (node.kind == Kind::link)
            tell("+ %u l %lu %u %s", node.id, static_cast<unsigned long>(node.size),
                 tree::checksum(0, node.target, node.size), path.text);
        else if (strcmp(path.text, kRound) != 0)
            tell("+ %u f %lu %u %s", node.id, static_cast<unsigned long>(node.size), tree::checksum(node),
                 path.text);
        path.whole[length] = 0;
    }
}

void Script::forget(const Node& node) { tell("- %u", node.id); }

void Script::forget_below(const Node& node) {
    forget(node);
    for (const tree::Entry* entry = node.entries; entry; entry = entry->next) forget_below(*entry->node);
}

} // namespace script
