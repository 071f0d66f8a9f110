// user/tests/files_random/script.h: operations on files, made up by lot from a seed.
//
// Each is done twice: by a file system, and by a tree in memory, which says what the answer must be.
//
// The same script runs as a program here, and on the host with the kernel's own sources (tests/host/file_random_test.cpp).
// What it tells is for whoever judges a disk that lost its power meanwhile: tests/power_cuts.py knows these lines.
#pragma once

#include "../random.h"
#include "tree.h"

namespace script {

using tree::Kind;
using tree::Node;
using tree::Place;

constexpr usize kWriteMax = 9000; // bytes at once
constexpr const char* kRound = "round";

// A file system under test. What fails answers -errno. Handles are numbers from 0 on.
class Files {
  public:
    virtual i64 open(const char* path, int flags) = 0;
    virtual i64 close(i64 handle) = 0;
    virtual i64 write(i64 handle, const u8* bytes, usize count, u64 offset) = 0;
    virtual i64 read(i64 handle, u8* bytes, usize count, u64 offset) = 0;
    virtual i64 truncate(i64 handle, u64 size) = 0;
    virtual i64 fsync(i64 handle) = 0;
    virtual i64 mkdir(const char* path) = 0;
    virtual i64 unlink(const char* path) = 0;
    virtual i64 rmdir(const char* path) = 0;
    virtual i64 link(const char* from, const char* to) = 0;
    virtual i64 symlink(const char* target, const char* path) = 0;
    virtual i64 readlink(const char* path, char* target, usize size) = 0;
    virtual i64 rename(const char* from, const char* to) = 0;
    virtual i64 stat(const char* path, struct stat& answer) = 0;
    virtual i64 list(const char* path, void (*each)(void* context, const char* name), void* context) = 0;

    virtual void tell(const char* /*line*/) {}
    [[noreturn]] virtual void differs(const char* what) = 0;

  protected:
    ~Files() = default;
};

struct Limits {
    u32 names = 12;            // different ones in one directory
    u32 longest = 255;         // of them, in bytes
    u64 farthest = 400 * 1024; // where writes begin, at most
    bool may_be_full = false;  // the disk: ENOSPC is no mistake then
};

class Script {
  public:
    // All of it happens in this folder, which is there, and empty; "" is the root.
    Script(Files& files, const char* folder, u64 seed, const Limits& limits);

    void step();    // one operation
    void compare(); // everything: the tree of the file system is ours
    void close_all();
    void sync();  // and tells what is on the disk from now on
    void clear(); // removes all of it, and the folder, if it has one

    u32 full() const { return full_; } // how often the disk was

  private:
    static constexpr usize kHandles = 4;
    struct Handle {
        Node* node = nullptr;
        i64 number = -1;
    };

    // A path in the tree, and the same for the file system.
    struct Path {
        char whole[PATH_MAX_BYTES];
        const char* text; // of `whole`, what is inside of the folder
    };

    bool one_in(u64 chances) { return random_.below(chances) == 0; }
    void begin(Path& path);
    void append(Path& path, const char* name);
    void append_name(Path& path);
    Node* descend(Path& path);
    void choose(Path& path);
    void choose_existing(Path& path);
    u64 choose_offset(const Node& file);
    void make_up_bytes(usize count);

    bool agrees(i64 answer, Errno expected, Errno also = Errno::none);
    void require(bool condition, const char* what);

    void create();
    void change_file();
    void write(Node& file, i64 handle);
    void read(Node& file, i64 handle);
    void truncate(Node& file, i64 handle);
    void open_handle();
    void use_handle();
    void close_handle(Handle& handle);
    void make_directory();
    void remove_directory();
    void unlink();
    void link();
    void symlink();
    void rename();
    Errno rename_error(const Place& from, const Place& to) const;

    void compare_directory(Node& directory, Path& path);
    void compare_node(Node& node, Path& path);
    void compare_bytes(Node& file, i64 handle);
    void compare_link(Node& node, Path& path);

    [[gnu::format(printf, 2, 3)]] void tell(const char* format, ...);
    void clear_directory(Node& directory, Path& path);
    void promise(Node& directory, Path& path);
    void forget(const Node& node);
    void forget_below(const Node& node);

    Files& files_;
    const Limits limits_;
    Random random_;
    tree::Tree tree_;
    Handle handles_[kHandles];
    const char* doing_ = "";
    u32 steps_ = 0;
    u32 full_ = 0;
    u32 rounds_ = 0;
    Path path_;
    Path other_;
    u8 bytes_[kWriteMax];
    u8 expected_[kWriteMax];
    usize folder_length_;
};

} // namespace script
