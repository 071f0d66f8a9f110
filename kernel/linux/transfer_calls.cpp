// linux/transfer_calls.cpp: Linux's calls that bring bytes from one open file to another, past the program's memory.
//
// Files move bytes to and from the memory of programs only. So what is on its way is in an address space of its own.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"
#include "thread/scheduler.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// Where the bytes are in between.
class Passage {
  public:
    static constexpr usize kSize = 4 * kPageSize;

    static Result<Passage> create() {
        Ref<AddressSpace> space = TRY(AddressSpace::create());
        const VirtAddr start =
            TRY(space->map(VirtAddr(0), kSize, Protection::read_write, AddressSpace::Placement::anywhere));
        return Passage(std::move(space), start);
    }
    UserSink sink(usize count) { return UserSink(*space_, start_.value(), count); }
    UserSource source(usize count) { return UserSource(*space_, start_.value(), count); }

  private:
    Passage(Ref<AddressSpace> space, VirtAddr start) : space_(std::move(space)), start_(start) {}

    Ref<AddressSpace> space_;
    VirtAddr start_;
};

// A file, and the place in it: the one that the program tells, and which it will be told again, or the file's own.
class Cursor {
  public:
    static Result<Cursor> at(Ref<File> file, Out<i64> told) {
        i64 place = 0;
        if (told.address() != 0)
            TRY(copy_in(user_space(), place, In<i64>(told.address())));
        else
            place = TRY(file->seek(0, SEEK_CUR));
        if (place < 0) return Errno::inval;
        return Cursor(std::move(file), told, place);
    }
    File& file() const { return *file_; }
    u64 place() const { return static_cast<u64>(place_); }
    void advance(usize count) { place_ += static_cast<i64>(count); }
    Result<void> tell() const {
        if (told_.address() != 0) return copy_out(user_space(), told_, place_);
        TRY(file_->seek(place_, SEEK_SET));
        return {};
    }

  private:
    Cursor(Ref<File> file, Out<i64> told, i64 place) : file_(std::move(file)), told_(told), place_(place) {}

    Ref<File> file_;
    Out<i64> told_;
    i64 place_;
};

// Reads up to so many bytes, and moves on by those that could be written: to a place if there is one, else as they come.
Result<usize> move_piece(Passage& passage, Cursor& from, File& to, Cursor* to_place, usize most) {
    TRY(scheduler::check_signal());
    UserSink sink = passage.sink(most < Passage::kSize ? most : Passage::kSize);
    const usize there = TRY(from.file().read_at(from.place(), sink));
    UserSource source = passage.source(there);
    const usize moved =
        there == 0 ? 0 : TRY(to_place ? to.write_at(to_place->place(), source) : to.write(source));
    from.advance(moved);
    if (to_place) to_place->advance(moved);
    return moved;
}

// An error after some bytes were moved is not told, but met again by the next call.
Result<usize> move_bytes(Cursor& from, File& to, Cursor* to_place, usize count) {
    Passage passage = TRY(Passage::create());
    usize moved = 0;
    while (moved < count) {
        const Result<usize> piece = move_piece(passage, from, to, to_place, count - moved);
        if (!piece && moved == 0) return piece;
        if (!piece || piece.value() == 0) break;
        moved += piece.value();
    }
    return moved;
}

Result<Ref<File>> readable(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    if (!file->readable() || file->flags() & O_PATH) return Errno::badf;
    return file;
}

Result<Ref<File>> writable(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    if (!file->writable()) return Errno::badf;
    return file;
}

// What such a call reads must be bytes on a disk: so a program learns that it has to move them itself.
Result<void> check_source(File& file) {
    const Stat stat = TRY(file.stat());
    return (stat.st_mode & S_IFMT) == S_IFREG ? Result<void>() : Errno::inval;
}

} // namespace

Result<usize> linux_sendfile(Fd to, Fd from, Out<i64> offset, usize count) {
    Ref<File> source = TRY(readable(from));
    const Ref<File> target = TRY(writable(to));
    TRY(check_source(*source));
    if (target->appends()) return Errno::inval;
    Cursor cursor = TRY(Cursor::at(std::move(source), offset));
    const Result<usize> moved = move_bytes(cursor, *target, nullptr, count);
    if (moved.error() == Errno::pipe) signal_this_thread(SIGPIPE);
    if (moved) TRY(cursor.tell());
    return moved;
}

Result<usize> linux_copy_file_range(Fd from, Out<i64> from_offset, Fd to, Out<i64> to_offset, usize count,
                                    u32 flags) {
    Ref<File> source = TRY(readable(from));
    Ref<File> target = TRY(writable(to));
    if (flags != 0) return Errno::inval;
    if (target->appends()) return Errno::badf;
    TRY(check_source(*source));
    TRY(check_source(*target));
    const bool same = TRY(source->inode())->number() == TRY(target->inode())->number();
    Cursor reader = TRY(Cursor::at(std::move(source), from_offset));
    Cursor writer = TRY(Cursor::at(std::move(target), to_offset));
    const u64 distance =
        reader.place() < writer.place() ? writer.place() - reader.place() : reader.place() - writer.place();
    if (same && distance < count) return Errno::inval;
    const usize moved = TRY(move_bytes(reader, writer.file(), &writer, count));
    TRY(reader.tell());
    TRY(writer.tell());
    return moved;
}
