// linux/vectors.cpp: reading and writing several pieces of memory by one call of Linux.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

using Move = Result<usize> (*)(Fd fd, const LinuxVector& piece, i64 offset);

Result<usize> read_piece(Fd fd, const LinuxVector& piece, i64) {
    return sys_read(fd, Out<char>(piece.iov_base), piece.iov_len);
}

Result<usize> write_piece(Fd fd, const LinuxVector& piece, i64) {
    return sys_write(fd, In<char>(piece.iov_base), piece.iov_len);
}

Result<usize> read_piece_at(Fd fd, const LinuxVector& piece, i64 offset) {
    return sys_pread(fd, Out<char>(piece.iov_base), piece.iov_len, offset);
}

Result<usize> write_piece_at(Fd fd, const LinuxVector& piece, i64 offset) {
    return sys_pwrite(fd, In<char>(piece.iov_base), piece.iov_len, offset);
}

// What has been read is not held back for want of more.
bool would_wait(Fd fd, Move move) {
    if (move != read_piece) return false;
    Result<Ref<File>> file = current_process().files.file(fd);
    return file && !(file.value()->readiness() & POLLIN);
}

// Up to the first piece that is not moved whole. An error after some bytes were moved is met again by the next call.
Result<usize> move_pieces(Fd fd, In<LinuxVector> vectors, int count, Move move, i64 offset) {
    if (count < 0 || count > LINUX_VECTORS_MAX) return Errno::inval;
    // A descriptor that is none is told of, even if there is nothing to move.
    TRY(current_process().files.file(fd));
    usize moved = 0;
    for (usize i = 0; i < static_cast<usize>(count); i++) {
        LinuxVector piece{};
        TRY(copy_in(*current_process().space, piece, In<LinuxVector>(vectors.address() + i * sizeof(piece))));
        if (piece.iov_len == 0) continue;
        if (moved > 0 && would_wait(fd, move)) break;
        const Result<usize> now = move(fd, piece, offset + static_cast<i64>(moved));
        if (!now) return moved > 0 ? Result<usize>(moved) : now;
        moved += now.value();
        if (now.value() < piece.iov_len) break;
    }
    return moved;
}

} // namespace

Result<usize> linux_readv(Fd fd, In<LinuxVector> vectors, int count) {
    return move_pieces(fd, vectors, count, read_piece, 0);
}

Result<usize> linux_writev(Fd fd, In<LinuxVector> vectors, int count) {
    return move_pieces(fd, vectors, count, write_piece, 0);
}

Result<usize> linux_preadv(Fd fd, In<LinuxVector> vectors, int count, i64 offset) {
    return offset < 0 ? Errno::inval : move_pieces(fd, vectors, count, read_piece_at, offset);
}

Result<usize> linux_pwritev(Fd fd, In<LinuxVector> vectors, int count, i64 offset) {
    return offset < 0 ? Errno::inval : move_pieces(fd, vectors, count, write_piece_at, offset);
}

// The same once more with flags, of which there are none here; an offset of -1 means the file's own place.
Result<usize> linux_preadv2(Fd fd, In<LinuxVector> vectors, int count, i64 offset, usize, u32 flags) {
    if (flags != 0) return Errno::opnotsupp;
    return offset == -1 ? linux_readv(fd, vectors, count) : linux_preadv(fd, vectors, count, offset);
}

Result<usize> linux_pwritev2(Fd fd, In<LinuxVector> vectors, int count, i64 offset, usize, u32 flags) {
    if (flags != 0) return Errno::opnotsupp;
    return offset == -1 ? linux_writev(fd, vectors, count) : linux_pwritev(fd, vectors, count, offset);
}
