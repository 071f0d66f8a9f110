// proc/files.cpp: files and folders of /proc that are open, what is told of them, and what links say.
#include "device/rtc.h"
#include "fs/path.h"
#include "fs/root.h"
#include "lib/format.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "proc/path.h"
#include "proc/proc.h"
#include "process/inspect.h"

namespace {

Stat stat_of(const Node& node) {
    const u32 kind = node.kind();
    const u32 permissions = kind == S_IFDIR ? 0555 : kind == S_IFLNK ? 0777 : 0444;
    Stat stat{};
    stat.st_dev = proc::kDevice;
    stat.st_ino = node.number();
    stat.st_mode = kind | permissions;
    stat.st_nlink = kind == S_IFDIR ? 2 : 1;
    stat.st_blksize = kPageSize;
    stat.st_atime = stat.st_mtime = stat.st_ctime = now_seconds();
    return stat;
}

// Text is made when its beginning is read, or if there is none yet, and the rest is of the same.
class TextFile final : public File {
  public:
    TextFile(const Node& node, u32 flags) : File(flags), node_(node) {}

    Result<usize> read(UserSink& to) override {
        TRY(make_at(place_now()));
        Guard guard(lock_);
        const usize count = TRY(put(place_, to));
        place_ += count;
        return count;
    }
    Result<usize> read_at(u64 offset, UserSink& to) override {
        TRY(make_at(offset));
        Guard guard(lock_);
        return put(offset, to);
    }
    Result<i64> seek(i64 offset, Whence whence) override {
        Guard guard(lock_);
        if (whence != SEEK_SET && whence != SEEK_CUR)
            return Errno::inval; // nobody knows the end before it is read
        const i64 start = whence == SEEK_CUR ? static_cast<i64>(place_) : 0;
        i64 place = 0;
        if (__builtin_add_overflow(start, offset, &place) || place < 0) return Errno::inval;
        place_ = static_cast<u64>(place);
        return place;
    }
    Result<Stat> stat() override { return stat_of(node_); }

  private:
    u64 place_now() {
        Guard guard(lock_);
        return place_;
    }
    bool is_made() {
        Guard guard(lock_);
        return text_.is_made();
    }
    // Without the lock, as those of processes come before it.
    Result<void> make_at(u64 offset) {
        if (offset > 0 && is_made()) return {};
        Text text = TRY(Text::make(node_.entry->write, node_.subject()));
        Guard guard(lock_);
        std::swap(text_, text);
        return {};
    }
    // No more than a page at once, for as long as that interrupts are off.
    Result<usize> put(u64 offset, UserSink& to) REQUIRES(lock_) {
        if (offset >= text_.size()) return 0;
        usize count = text_.size() - offset;
        if (count > to.left()) count = to.left();
        if (count > kPageSize) count = kPageSize;
        TRY(to.put(text_.bytes().data() + offset, count));
        return count;
    }

    const Node node_;
    Spinlock lock_{LockRank::file_offset};
    Text text_ GUARDED_BY(lock_);
    u64 place_ GUARDED_BY(lock_) = 0;
};

// A folder's entries have places: 0 and 1 are the folder itself and the one above, then come the entries with a name, and
// then those with a number.
class FolderFile final : public File {
  public:
    FolderFile(const Node& node, u32 flags) : File(flags), node_(node) {}

    Result<usize> read_directory(UserSink& to) override {
        usize moved = 0;
        while (true) {
            const Result<usize> size = put_next(to);
            if (!size && moved == 0) return size;
            if (!size || size.value() == 0) return moved;
            moved += size.value();
        }
    }
    Result<i64> seek(i64 offset, Whence whence) override {
        if (whence != SEEK_SET || offset < 0) return Errno::inval;
        place_.store(static_cast<u64>(offset), Order::relaxed);
        return offset;
    }
    Result<Stat> stat() override { return stat_of(node_); }
    bool find_own_path(char* to, usize size) const override {
        const char* name = node_.entry ? node_.entry->name : ".";
        if (node_.pid == Pid(0))
            format(to, size, "/proc/");
        else if (node_.thread == Tid(0))
            format(to, size, "/proc/%d/%s/", node_.pid.number(), name);
        else
            format(to, size, "/proc/%d/task/%d/", node_.pid.number(), node_.thread.number());
        return true;
    }

  private:
    struct Found {
        Node node;
        char name[32];
        u64 place;
    };
    static constexpr u64 kDots = 2;

    // What comes at a place, or after it. Errno::noent: nothing does.
    Result<Found> find_from(u64 place) const {
        const std::span<const Entry> entries = entries_in(node_);
        Found found{node_, {}, place};
        if (place < kDots) {
            copy_string(found.name, place == 0 ? "." : "..", sizeof(found.name));
        } else if (place < kDots + entries.size()) {
            found.node.entry = &entries[place - kDots];
            copy_string(found.name, found.node.entry->name, sizeof(found.name));
        } else {
            const int number = TRY(number_from(node_, place - kDots - entries.size()));
            found.node = numbered(node_, number);
            format(found.name, sizeof(found.name), "%d", number);
            found.place = kDots + entries.size() + static_cast<u64>(number);
        }
        return found;
    }
    // The size of the next entry; 0 at the end.
    Result<usize> put_next(UserSink& to) {
        const Result<Found> found = find_from(place_.load(Order::relaxed));
        if (!found) return 0;
        const usize length = strlen(found.value().name);
        DirectoryEntry entry{};
        entry.d_ino = found.value().node.number();
        entry.d_off = static_cast<i64>(found.value().place + 1);
        entry.d_reclen = static_cast<u16>(round_up(offsetof(DirectoryEntry, d_name) + length + 1, 8));
        entry.d_type = static_cast<u8>(found.value().node.kind() >> 12);
        memcpy(entry.d_name, found.value().name, length);
        if (entry.d_reclen > to.left()) return Errno::inval;
        TRY(to.put(&entry, entry.d_reclen));
        place_.store(found.value().place + 1, Order::relaxed);
        return usize{entry.d_reclen};
    }

    const Node node_;
    Atomic<u64> place_ = 0;
};

Result<Ref<File>> file_of(const Node& node) {
    Result<Ref<File>> file = open_file_of(node.pid, Fd::unchecked(node.fd));
    if (!file) return as_of_path(file.error());
    return file;
}

// An open file has no name: what it is, as far as that can be said.
Result<void> describe_open(const Node& node, char* to) {
    Ref<File> file = TRY(file_of(node));
    if (file->find_own_path(to, PATH_MAX_BYTES)) return {};
    if (file->is_terminal()) {
        format(to, PATH_MAX_BYTES, "/dev/console");
        return {};
    }
    const Result<Ref<Inode>> inode = file->inode();
    if (inode && inode.value()->is_directory())
        return path_of(inode.value(), to, PATH_MAX_BYTES) ? Result<void>() : Errno::noent;
    const Stat stat = TRY(file->stat());
    const char* kind = (stat.st_mode & S_IFMT) == S_IFIFO ? "pipe" : file->socket() ? "socket" : "file";
    format(to, PATH_MAX_BYTES, "%s:[%lu]", kind, stat.st_ino);
    return {};
}

} // namespace

// Links to open files lead to these themselves, of the same process only: others' are not to be shared.
Result<Ref<File>> proc::open(const char* path, u32 flags) {
    const Node node = TRY(node_at(path));
    if (flags & O_CREAT && flags & O_EXCL) return Errno::exist;
    if (node.fd != kNoDescriptor && node.pid != current_process().pid) return Errno::acces;
    if (node.fd != kNoDescriptor) return file_of(node);
    if (node.kind() == S_IFLNK) return Errno::loop;
    if ((flags & O_ACCMODE) != O_RDONLY) return node.kind() == S_IFDIR ? Errno::isdir : Errno::acces;
    if (node.kind() == S_IFDIR) return Ref<File>(TRY(make_ref<FolderFile>(node, flags)));
    if (flags & O_DIRECTORY) return Errno::notdir;
    return Ref<File>(TRY(make_ref<TextFile>(node, flags)));
}

Result<Stat> proc::stat(const char* path, bool follow_last) {
    const Node node = TRY(node_at(path));
    if (node.fd == kNoDescriptor || !follow_last) return stat_of(node);
    Ref<File> file = TRY(file_of(node));
    return file->stat();
}

Result<Ref<File>> proc::linked_file(const char* path) {
    const Node node = TRY(node_at(path));
    if (node.fd == kNoDescriptor) return Errno::rofs;
    return file_of(node);
}

FileSystemInfo proc::info() {
    FileSystemInfo info{};
    info.f_type = PROC_SUPER_MAGIC;
    info.f_bsize = kPageSize;
    info.f_namelen = NAME_MAX_BYTES;
    info.f_flags = ST_RDONLY;
    return info;
}

Result<usize> proc::read_link(const char* path, char* to) {
    const Node node = TRY(node_at(path));
    if (node.kind() != S_IFLNK) return Errno::inval;
    const Result<void> found =
        node.fd != kNoDescriptor ? describe_open(node, to) : node.entry->find_target(node.pid, to);
    if (!found) return as_of_path(found.error());
    return strlen(to);
}

namespace {
constinit u32 place = 0; // the number of an inode; 0 is none's
}

void proc::initialise() {
    const Result<Ref<Inode>> found = lookup(root::file_system().root(), "/proc", AT_DEFAULT);
    if (found && found.value()->is_directory()) place = found.value()->number();
}

bool proc::is_place(const Inode& directory) { return directory.number() == place; }
