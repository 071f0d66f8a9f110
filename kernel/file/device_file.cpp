// file/device_file.cpp: what each character device does, and which numbers it has.
#include "file/device_file.h"
#include "device/console.h"
#include "device/random.h"
#include "file/file_locks.h"
#include "lib/string.h"
#include "memory/heap.h"
#include "thread/scheduler.h"

namespace {

// Bytes go through the kernel in pieces of this size.
constexpr usize kPieceSize = 256;
struct Piece {
    alignas(u64) char bytes[kPieceSize];
};

usize size_of_piece(usize left) { return left < kPieceSize ? left : kPieceSize; }

// What could go on for very long ends when there is a signal.
Result<void> take_piece(UserSource& from, Piece& piece, usize count) {
    TRY(scheduler::check_signal());
    return from.take(piece.bytes, count);
}

Result<void> put_piece(UserSink& to, const Piece& piece, usize count) {
    TRY(scheduler::check_signal());
    return to.put(piece.bytes, count);
}

// Hands all that the program has to `use`.
Result<usize> take_in_pieces(UserSource& from, void (*use)(const char* bytes, usize count)) {
    usize moved = 0;
    while (from.left() > 0) {
        Piece piece;
        const usize count = size_of_piece(from.left());
        const Result<void> taken = take_piece(from, piece, count);
        if (!taken) return moved > 0 ? Result<usize>(moved) : taken.error();
        use(piece.bytes, count);
        moved += count;
    }
    return moved;
}

// Gives the program as much as it wants of what `make` makes.
Result<usize> put_in_pieces(UserSink& to, void (*make)(Piece& piece)) {
    usize moved = 0;
    while (to.left() > 0) {
        Piece piece;
        make(piece);
        const usize count = size_of_piece(to.left());
        const Result<void> put = put_piece(to, piece, count);
        if (!put) return moved > 0 ? Result<usize>(moved) : put.error();
        moved += count;
    }
    return moved;
}

void discard(const char*, usize) {}

void make_zeros(Piece& piece) { memset(piece.bytes, 0, kPieceSize); }

void make_random(Piece& piece) {
    for (usize i = 0; i < kPieceSize; i += sizeof(u64)) {
        const u64 number = random_number();
        memcpy(piece.bytes + i, &number, sizeof(number));
    }
}

class DeviceFile : public File {
  public:
    DeviceFile(Ref<Inode> inode, u32 flags) : File(flags), inode_(std::move(inode)) {}
    ~DeviceFile() override { file_locks::closed(static_cast<File*>(this), *this); }
    Result<Stat> stat() override { return inode_->stat(); }
    Result<Ref<Inode>> inode() override { return inode_; }

  private:
    const Ref<Inode> inode_;
};

class ConsoleFile final : public DeviceFile {
  public:
    using DeviceFile::DeviceFile;
    ~ConsoleFile() override { leave_watches(); }
    Result<usize> read(UserSink& to) override { return console::read(to, waits()); }
    Result<usize> write(UserSource& from) override { return take_in_pieces(from, console::write_of_program); }
    int readiness() override { return console::readiness(); }
    bool can_be_watched() const override { return true; }
    void start_polling(PollLink& poll) override { console::start_polling(poll); }
    void stop_polling(PollLink& poll) override { console::stop_polling(poll); }
    bool is_terminal() const override { return true; }
    Result<usize> unread_bytes() override { return console::unread_bytes(); }
};

// What is written to one of the others is looked at, so that a bad address is an error here too, and forgotten.
class NullFile final : public DeviceFile {
  public:
    using DeviceFile::DeviceFile;
    Result<usize> read(UserSink&) override { return 0; }
    Result<usize> write(UserSource& from) override { return take_in_pieces(from, discard); }
};

class ZeroFile final : public DeviceFile {
  public:
    using DeviceFile::DeviceFile;
    Result<usize> read(UserSink& to) override { return put_in_pieces(to, make_zeros); }
    Result<usize> write(UserSource& from) override { return take_in_pieces(from, discard); }
};

class RandomFile final : public DeviceFile {
  public:
    using DeviceFile::DeviceFile;
    Result<usize> read(UserSink& to) override { return read_random(to); }
    Result<usize> write(UserSource& from) override { return take_in_pieces(from, discard); }
};

template <class Kind> Result<Ref<File>> open_as(Ref<Inode> inode, u32 flags) {
    return Ref<File>(TRY(make_ref<Kind>(std::move(inode), flags)));
}

constexpr u32 device(u32 major, u32 minor) { return major << 8 | minor; }

} // namespace

Result<usize> read_random(UserSink& to) { return put_in_pieces(to, make_random); }

// The numbers are Linux's (its admin-guide/devices.txt).
Result<Ref<File>> open_device(Ref<Inode> inode, u32 flags) {
    switch (inode->device_number()) {
    case device(5, 0): // the terminal of this process: there is only one
    case device(5, 1): return open_as<ConsoleFile>(std::move(inode), flags);
    case device(1, 3): return open_as<NullFile>(std::move(inode), flags);
    case device(1, 5): return open_as<ZeroFile>(std::move(inode), flags);
    case device(1, 8): // on Linux this one waits for real randomness
    case device(1, 9): return open_as<RandomFile>(std::move(inode), flags);
    default: return Errno::nxio;
    }
}
