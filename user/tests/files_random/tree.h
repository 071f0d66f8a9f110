// user/tests/files_random/tree.h: a tree of files in memory that knows no disk: what it says is what a file system must answer.
//
// Programs compile it, and so do the host's tests. Files are kept in pieces, so that they may have holes. Symbolic links
// lead nowhere.
#pragma once

#include "abi/files.h"
#include "abi/result.h"
#include <stdlib.h>
#include <string.h>

namespace tree {

enum class Kind : u8 { file, directory, link };

constexpr usize kPieceSize = 1024;
constexpr usize kTargetMax = 128;

// Part of a file that is not known to be zeros.
struct Piece {
    u64 index; // in the file: it begins at index * kPieceSize
    Piece* next;
    u8 bytes[kPieceSize];
};

struct Node;

struct Entry {
    Entry* next;
    Node* node;
    char name[NAME_MAX_BYTES + 1];
};

struct Node {
    Kind kind;
    u32 id;      // different for each that ever was
    u32 names;   // as many as lead here
    u32 handles; // how often it is open
    u64 size;
    Piece* pieces;           // of a file, in order
    Entry* entries;          // of a directory
    Node* parent;            // of a directory
    char target[kTargetMax]; // of a link
    u32 entry_count;
};

template <class T> T* allocate() {
    T* made = static_cast<T*>(calloc(1, sizeof(T)));
    if (!made) abort();
    return made;
}

// --- the bytes of a file ---

// The piece with this index; if there is none, null or a new one.
inline Piece* piece_at(Node& file, u64 index, bool make) {
    Piece** place = &file.pieces;
    while (*place && (*place)->index < index) place = &(*place)->next;
    if (*place && (*place)->index == index) return *place;
    if (!make) return nullptr;
    Piece* fresh = allocate<Piece>();
    fresh->index = index;
    fresh->next = *place;
    return *place = fresh;
}

inline void put(Node& file, u64 offset, const u8* bytes, usize count) {
    for (usize done = 0, length = 0; done < count; done += length) {
        const usize within = (offset + done) % kPieceSize;
        length = count - done < kPieceSize - within ? count - done : kPieceSize - within;
        memcpy(piece_at(file, (offset + done) / kPieceSize, true)->bytes + within, bytes + done, length);
    }
    if (count > 0 && file.size < offset + count) file.size = offset + count;
}

// Bytes from offset on; how many there are of count.
inline usize take(Node& file, u64 offset, u8* bytes, usize count) {
    if (offset >= file.size) return 0;
    if (count > file.size - offset) count = file.size - offset;
    for (usize done = 0, length = 0; done < count; done += length) {
        const usize within = (offset + done) % kPieceSize;
        length = count - done < kPieceSize - within ? count - done : kPieceSize - within;
        const Piece* piece = piece_at(file, (offset + done) / kPieceSize, false);
        if (piece)
            memcpy(bytes + done, piece->bytes + within, length);
        else
            memset(bytes + done, 0, length);
    }
    return count;
}

inline void resize(Node& file, u64 size) {
    Piece** place = &file.pieces;
    while (*place) {
        Piece& piece = **place;
        const u64 start = piece.index * kPieceSize;
        if (start >= size) {
            *place = piece.next;
            free(&piece);
            continue;
        }
        if (size - start < kPieceSize) memset(piece.bytes + (size - start), 0, kPieceSize - (size - start));
        place = &piece.next;
    }
    file.size = size;
}

// --- a number for what a file contains ---

inline u32 checksum(u32 before, const void* bytes, usize count) {
    u32 sum = ~before;
    for (usize i = 0; i < count; i++) {
        sum ^= static_cast<const u8*>(bytes)[i];
        for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ (sum & 1 ? 0xedb8'8320 : 0);
    }
    return ~sum;
}

inline bool is_zero(const u8* bytes, usize count) {
    for (usize i = 0; i < count; i++)
        if (bytes[i] != 0) return false;
    return true;
}

// Of each piece that is not zero, its index and its bytes (CRC-32): holes and zeros are the same.
inline u32 checksum(const Node& file) {
    u32 sum = 0;
    for (const Piece* piece = file.pieces; piece; piece = piece->next) {
        if (is_zero(piece->bytes, kPieceSize)) continue;
        sum = checksum(sum, &piece->index, sizeof piece->index);
        sum = checksum(sum, piece->bytes, kPieceSize);
    }
    return sum;
}

// --- names ---

inline Entry** place_of(Node& directory, const char* name) {
    Entry** place = &directory.entries;
    while (*place && strcmp((*place)->name, name) != 0) place = &(*place)->next;
    return place;
}

inline Node* find(Node& directory, const char* name) {
    const Entry* entry = *place_of(directory, name);
    return entry ? entry->node : nullptr;
}

inline bool is_inside(const Node* directory, const Node* of) {
    for (; directory; directory = directory->parent)
        if (directory == of) return true;
    return false;
}

// Where a path ends: the directory with the last name, and what has that name.
struct Place {
    Errno error;
    Node* directory;
    const char* name;
    Node* node;
};

class Tree {
  public:
    Tree() {
        root_ = allocate<Node>();
        root_->kind = Kind::directory;
        root_->names = 1;
    }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    ~Tree() {
        remove_all(*root_);
        free(root_);
    }

    Node& root() { return *root_; }

    // From the root: `a/b/c`, without a slash at either end. What links say is there nowhere.
    Place place(const char* path) {
        Place at{Errno::none, root_, path, nullptr};
        while (const char* slash = strchr(at.name, '/')) {
            char name[NAME_MAX_BYTES + 1] = {};
            const usize length = static_cast<usize>(slash - at.name);
            if (length > NAME_MAX_BYTES) return {Errno::nametoolong, nullptr, nullptr, nullptr};
            memcpy(name, at.name, length);
            Node* next = find(*at.directory, name);
            if (!next || next->kind == Kind::link) return {Errno::noent, nullptr, nullptr, nullptr};
            if (next->kind != Kind::directory) return {Errno::notdir, nullptr, nullptr, nullptr};
            at.directory = next;
            at.name = slash + 1;
        }
        if (strlen(at.name) > NAME_MAX_BYTES) return {Errno::nametoolong, nullptr, nullptr, nullptr};
        at.node = find(*at.directory, at.name);
        return at;
    }

    Node* make(const Place& at, Kind kind) {
        Node* node = allocate<Node>();
        node->kind = kind;
        node->id = ++last_id_;
        if (kind == Kind::directory) node->parent = at.directory;
        enter(at, *node);
        return node;
    }

    void enter(const Place& at, Node& node) {
        Entry* entry = allocate<Entry>();
        strcpy(entry->name, at.name); // place has measured it
        entry->node = &node;
        entry->next = at.directory->entries;
        at.directory->entries = entry;
        at.directory->entry_count++;
        node.names++;
    }

    void remove(Node& directory, const char* name) {
        Entry** place = place_of(directory, name);
        Entry* entry = *place;
        Node* node = entry->node;
        *place = entry->next;
        directory.entry_count--;
        free(entry);
        node->names--;
        forget_if_unused(*node);
    }

    void move(const Place& from, const Place& to) {
        Node* node = from.node;
        if (to.node) remove(*to.directory, to.name);
        enter(to, *node);
        remove(*from.directory, from.name);
        if (node->kind == Kind::directory) node->parent = to.directory;
    }

    void close(Node& node) {
        node.handles--;
        forget_if_unused(node);
    }

  private:
    static void forget_if_unused(Node& node) {
        if (node.names > 0 || node.handles > 0) return;
        resize(node, 0);
        free(&node);
    }
    void remove_all(Node& directory) {
        while (Entry* entry = directory.entries) {
            if (entry->node->kind == Kind::directory) remove_all(*entry->node);
            remove(directory, entry->name);
        }
    }

    Node* root_;
    u32 last_id_ = 0;
};

} // namespace tree
