// linux/vectors.cpp: reading and writing several pieces of memory by one call of Linux.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

using Move = Result<usize> (*)(Fd fd, const LinuxVector& piece);

Result<usize> read_piece(Fd fd, const LinuxVector& piece) {
    return sys_read(fd, Out<char>(piece.iov_base), piece.iov_len);
}

Result<usize> write_piece(Fd fd, const LinuxVector& piece) {
    return sys_write(fd, In<char>(piece.iov_base), piece.iov_len);
}

// Up to the first piece that is not moved whole. An error after some bytes were moved is met again by the next call.
Result<usize> move_pieces(Fd fd, In<LinuxVector> vectors, int count, Move move) {
    if (count < 0 || count > LINUX_VECTORS_MAX) return Errno::inval;
    usize moved = 0;
    for (usize i = 0; i < static_cast<usize>(count); i++) {
        LinuxVector piece{};
        TRY(copy_in(*current_process().space, piece, In<LinuxVector>(vectors.address() + i * sizeof(piece))));
        if (piece.iov_len == 0) continue;
        const Result<usize> now = move(fd, piece);
        if (!now) return moved > 0 ? Result<usize>(moved) : now;
        moved += now.value();
        if (now.value() < piece.iov_len) break;
    }
    return moved;
}

} // namespace

Result<usize> linux_readv(Fd fd, In<LinuxVector> vectors, int count) {
    return move_pieces(fd, vectors, count, read_piece);
}

Result<usize> linux_writev(Fd fd, In<LinuxVector> vectors, int count) {
    return move_pieces(fd, vectors, count, write_piece);
}
