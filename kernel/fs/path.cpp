// fs/path.cpp: walking along paths, component by component, and through symbolic links.
#include "fs/path.h"
#include "lib/string.h"

namespace {

constexpr int kLinksMax = 40; // symbolic links on one way
static_assert(PATH_MAX_BYTES <= kPageSize, "a path fits into a page");

const char* skip_slashes(const char* text) {
    while (*text == '/') text++;
    return text;
}

const char* skip_name(const char* text) {
    while (*text != '/' && *text != 0) text++;
    return text;
}

// Somebody on the way along a path: where they stand, and what is still before them.
class Walk : NonCopyable {
  public:
    explicit Walk(const Ref<Inode>& start) : place_(start) {}

    Result<void> begin(const char* path);
    bool at_end() const { return *rest_ == 0; }
    Result<void> step(bool follow_last);
    Result<void> go_to_last();
    Result<PathEnd> end(bool follow_last);
    const Ref<Inode>& place() const { return place_; }

  private:
    bool at_last() const { return *skip_slashes(skip_name(rest_)) == 0; } // or at the end
    Result<Name> name() const;
    Result<Ref<Inode>> enter(Name name);
    Result<void> follow(Inode& link, const char* after);

    Ref<Inode> place_;
    const char* rest_ = ""; // never begins with a slash
    int links_ = 0;
    PageBuffer text_; // what rest_ points into after a symbolic link
};

Result<void> Walk::begin(const char* path) {
    if (*path == 0) return Errno::noent;
    if (*path == '/') place_ = place_->file_system().root();
    rest_ = skip_slashes(path);
    return {};
}

// The component that comes next.
Result<Name> Walk::name() const {
    const Name name(rest_, skip_name(rest_));
    if (name.size() > NAME_MAX_BYTES) return Errno::nametoolong;
    return name;
}

// Where it leads from here. The root is its own parent, whatever the disk says. In a directory that has been removed
// there is nothing, and no way up: its parent may be gone, too.
Result<Ref<Inode>> Walk::enter(Name name) {
    if (!place_->is_directory()) return Errno::notdir;
    if (is_dot(name)) return place_;
    if (place_->links() == 0) return Errno::noent;
    if (place_->number() == ext2::kRootInode && is_dot_dot(name)) return place_;
    return find_entry(*place_, name);
}

// Goes along one component.
Result<void> Walk::step(bool follow_last) {
    const char* after = skip_name(rest_);
    const Name next = TRY(name());
    Ref<Inode> found = TRY(enter(next));
    if (found->kind() == S_IFLNK && (follow_last || *after == '/')) return follow(*found, after);
    if (*after == '/' && !found->is_directory()) return Errno::notdir;
    place_ = std::move(found);
    rest_ = skip_slashes(after);
    return {};
}

Result<void> Walk::go_to_last() {
    while (!at_last()) TRY(step(true));
    if (!place_->is_directory()) return Errno::notdir;
    if (place_->links() == 0) return Errno::noent;
    return {};
}

Result<PathEnd> Walk::end(bool follow_last) {
    while (true) {
        TRY(go_to_last());
        const char* after = skip_name(rest_);
        if (at_end()) return PathEnd{place_, Name(), place_, false, PageBuffer()};
        const Name last = TRY(name());
        Result<Ref<Inode>> found = enter(last);
        if (!found && found.error() != Errno::noent) return found.error();
        Ref<Inode> file = found ? std::move(found).value() : Ref<Inode>();
        if (file && file->kind() == S_IFLNK && follow_last)
            TRY(follow(*file, after));
        else
            return PathEnd{place_, last, std::move(file), *after == '/', std::move(text_)};
    }
}

// The path goes on with what the link says, and then with what came after it.
Result<void> Walk::follow(Inode& link, const char* after) {
    if (++links_ > kLinksMax) return Errno::loop;
    PageBuffer fresh = TRY(PageBuffer::create());
    char* text = static_cast<char*>(static_cast<void*>(fresh.bytes()));
    const usize after_size = strlen(after) + 1;
    if (after_size > PATH_MAX_BYTES) return Errno::nametoolong;
    const usize length = TRY(link.read_link(text, PATH_MAX_BYTES - after_size));
    memcpy(text + length, after, after_size);
    text_ = std::move(fresh); // `after` may have pointed into the old one
    return begin(text);
}

// Writes from the end of a buffer towards its start.
class BackwardWriter {
  public:
    BackwardWriter(char* to, usize size) : to_(to), free_(size), size_(size) {}

    Result<void> prepend(Name text) {
        if (text.size() > free_) return Errno::range;
        free_ -= text.size();
        memcpy(to_ + free_, text.data(), text.size());
        return {};
    }
    // Moves the text to the start of the buffer; its length.
    usize finish() {
        memmove(to_, to_ + free_, size_ - free_);
        return size_ - free_;
    }

  private:
    char* to_;
    usize free_; // bytes before the text
    usize size_;
};

// Puts a slash and the name that a directory has in its parent before the text.
Result<void> prepend_name(BackwardWriter& text, Inode& parent, u32 directory) {
    DirectoryCursor cursor(parent, 0);
    while (TRY(cursor.next())) {
        if (cursor.inode() != directory || is_dot_or_dot_dot(cursor.name())) continue;
        TRY(text.prepend(cursor.name()));
        return text.prepend(Name("/", 1));
    }
    (void)parent.file_system().report("a directory has no name in its parent", directory, 0);
    return parent.file_system().report("this is that parent", parent.number(), 0);
}

} // namespace

Result<Ref<Inode>> lookup(const Ref<Inode>& start, const char* path, AtFlags flags) {
    const Shared shared(start->file_system().lock());
    Walk walk(start);
    TRY(walk.begin(path));
    while (!walk.at_end()) TRY(walk.step(!(flags & AT_SYMLINK_NOFOLLOW)));
    return walk.place();
}

Result<PathEnd> lookup_end(const Ref<Inode>& start, const char* path, AtFlags flags) {
    Walk walk(start);
    TRY(walk.begin(path));
    return walk.end(!(flags & AT_SYMLINK_NOFOLLOW));
}

// From the directory up to the root. On a corrupt disk this may go in a circle, until the text is full.
Result<usize> path_of(const Ref<Inode>& directory, char* to, usize size) {
    const Shared shared(directory->file_system().lock());
    if (directory->links() == 0) return Errno::noent;
    constexpr char kEnd = 0;
    BackwardWriter text(to, size);
    TRY(text.prepend(Name(&kEnd, 1)));
    if (directory->number() == ext2::kRootInode) TRY(text.prepend(Name("/", 1)));
    Ref<Inode> place = directory;
    while (place->number() != ext2::kRootInode) {
        Ref<Inode> parent = TRY(find_entry(*place, Name("..", 2)));
        if (!parent->is_directory()) return Errno::io;
        TRY(prepend_name(text, *parent, place->number()));
        place = std::move(parent);
    }
    return text.finish();
}
