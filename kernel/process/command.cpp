// process/command.cpp: keeping the path of a program, and its arguments.
#include "process/command.h"
#include "fs/ext2.h"
#include "fs/path.h"
#include "lib/string.h"
#include "memory/heap.h"

namespace {

Result<PathEnd> find_end(const Ref<Inode>& directory, const char* path) {
    const Shared shared(directory->file_system().lock());
    return lookup_end(directory, path, AT_DEFAULT);
}

// The absolute path of what is found at another one.
Result<void> find_absolute(const Ref<Inode>& directory, const char* path, char* to) {
    const PathEnd end = TRY(find_end(directory, path));
    usize length = TRY(path_of(end.directory, to, PATH_MAX_BYTES)) - 1;
    if (length > 1) to[length++] = '/'; // the root ends with one
    if (length + end.name.size() >= PATH_MAX_BYTES) return Errno::nametoolong;
    memcpy(to + length, end.name.data(), end.name.size());
    to[length + end.name.size()] = 0;
    return {};
}

} // namespace

// Where the path cannot be told, as its directory is gone, the one that was given must do.
Result<Ref<Command>> Command::create(const Ref<Inode>& directory, const char* path,
                                     const ArgumentBlock& arguments) {
    PageBuffer page = TRY(PageBuffer::create());
    Ref<Command> command = TRY(make_ref<Command>(std::move(page)));
    const Result<void> found = find_absolute(directory, path, command->text());
    if (found.error() == Errno::io || found.error() == Errno::nomem) return found.error();
    if (!found) copy_string(command->text(), path, PATH_MAX_BYTES);
    command->add(arguments.arguments());
    return command;
}

void Command::add(std::span<const char> arguments) {
    arguments_ = strlen(text()) + 1;
    const usize room = kPageSize - arguments_;
    size_ = arguments.size() < room ? arguments.size() : room;
    memcpy(text() + arguments_, arguments.data(), size_);
    if (size_ > 0) text()[arguments_ + size_ - 1] = 0; // also of one that was cut off
}
