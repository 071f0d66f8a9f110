// linux/socket_calls.cpp: Linux's calls about sockets: there are pairs that are connected from the beginning, and no networks.
#include "file/socket.h"
#include "linux/handlers.h"
#include "process/process.h"
#include "syscall/two_files.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// Numbers of Linux (its include/linux/socket.h and net.h, and asm-generic/socket.h).
constexpr u16 kLocalFamily = 1;
constexpr int kStream = 1;
enum MessageFlags : int {
    kPeek = 0x2,
    kDoNotWait = 0x40,
    kNoSignal = 0x4000,
    kCloseOnExec = 0x40000000, // of descriptors that come with a message: none ever does
};
constexpr int kOfSockets = 1; // level of options
enum SocketOption : int { kType = 3, kError = 4, kProtocol = 38, kFamily = 39 };

// Errno::badf, and notsock of another file.
Result<Ref<File>> file_of(Fd fd) {
    Ref<File> file = TRY(current_process().files.file(fd));
    if (!file->socket()) return Errno::notsock;
    return file;
}

Result<int> value_of(int option) {
    switch (option) {
    case kType: return kStream;
    case kFamily: return kLocalFamily;
    case kError:
    case kProtocol: return 0;
    default: return Errno::opnotsupp;
    }
}

using Move = Result<usize> (*)(Fd socket, const LinuxVector& piece, int flags);

Result<usize> send_piece(Fd socket, const LinuxVector& piece, int flags) {
    return linux_sendto(socket, In<char>(piece.iov_base), piece.iov_len, flags, 0, 0);
}

Result<usize> receive_piece(Fd socket, const LinuxVector& piece, int flags) {
    return linux_recvfrom(socket, Out<char>(piece.iov_base), piece.iov_len, flags, 0, Out<u32>(u64{0}));
}

// Up to the first piece that is not moved whole. What has been received is not held back for want of more.
Result<usize> move_pieces(Fd socket, const LinuxMessage& message, Move move, int flags) {
    if (message.msg_iovlen > LINUX_VECTORS_MAX) return Errno::inval;
    usize moved = 0;
    for (usize i = 0; i < message.msg_iovlen; i++) {
        LinuxVector piece{};
        TRY(copy_in(user_space(), piece, In<LinuxVector>(message.msg_iov + i * sizeof(piece))));
        if (piece.iov_len == 0) continue;
        if (moved > 0 && move == receive_piece) flags |= kDoNotWait;
        const Result<usize> now = move(socket, piece, flags);
        if (!now) return moved > 0 ? Result<usize>(moved) : now;
        moved += now.value();
        if (now.value() < piece.iov_len || flags & kPeek) break;
    }
    return moved;
}

} // namespace

Result<Fd> linux_socket(int) { return Errno::afnosupport; }

Result<void> linux_socketpair(int family, int type, int protocol, Out<PipeEnds> ends) {
    constexpr int kFlags = O_CLOEXEC | O_NONBLOCK; // they have the same bits here
    if (family != kLocalFamily) return Errno::afnosupport;
    if ((type & ~kFlags) != kStream || (protocol != 0 && protocol != kLocalFamily)) return Errno::opnotsupp;
    Socket::Two sockets = TRY(Socket::create_two(static_cast<u32>(type & O_NONBLOCK)));
    return install_two(std::move(sockets.one), std::move(sockets.other), static_cast<u32>(type & O_CLOEXEC),
                       ends);
}

// Whom it goes to is known.
Result<usize> linux_sendto(Fd fd, In<char> bytes, usize count, int flags, u64 address, u32) {
    Ref<File> file = TRY(file_of(fd));
    if (flags & ~(kDoNotWait | kNoSignal) || address != 0) return Errno::opnotsupp;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSource source(user_space(), bytes.address(), count);
    const Result<usize> sent = file->socket()->send(source, file->waits() && !(flags & kDoNotWait));
    if (sent.error() == Errno::pipe && !(flags & kNoSignal)) signal_this_thread(SIGPIPE);
    return sent;
}

// Whom it comes from has no name.
Result<usize> linux_recvfrom(Fd fd, Out<char> bytes, usize count, int flags, u64, Out<u32> address_size) {
    Ref<File> file = TRY(file_of(fd));
    if (flags & ~(kDoNotWait | kPeek)) return Errno::opnotsupp;
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(user_space(), bytes.address(), count);
    const bool waits = file->waits() && !(flags & kDoNotWait);
    const usize received = TRY(file->socket()->receive(sink, waits, flags & kPeek));
    if (address_size.address()) TRY(copy_out(user_space(), address_size, u32{0}));
    return received;
}

// Descriptors cannot be sent, nor anything else but data.
Result<usize> linux_sendmsg(Fd fd, In<LinuxMessage> place, int flags) {
    TRY(file_of(fd));
    LinuxMessage message{};
    TRY(copy_in(user_space(), message, place));
    if (message.msg_controllen != 0 || message.msg_namelen != 0) return Errno::opnotsupp;
    return move_pieces(fd, message, send_piece, flags);
}

Result<usize> linux_recvmsg(Fd fd, Out<LinuxMessage> place, int flags) {
    TRY(file_of(fd));
    LinuxMessage message{};
    TRY(copy_in(user_space(), message, In<LinuxMessage>(place.address())));
    const usize received = TRY(move_pieces(fd, message, receive_piece, flags & ~kCloseOnExec));
    message.msg_namelen = 0;
    message.msg_controllen = 0;
    message.msg_flags = flags & kCloseOnExec; // as Linux has it
    TRY(copy_out(user_space(), place, message));
    return received;
}

Result<void> linux_shutdown(Fd fd, int direction) {
    Ref<File> file = TRY(file_of(fd));
    if (direction < SocketPair::receiving || direction > SocketPair::both) return Errno::inval;
    file->socket()->shut_down(static_cast<SocketPair::Direction>(direction));
    return {};
}

// An address is its family, and nothing after it: the sockets of a pair have no name.
Result<void> linux_getsockname(Fd fd, Out<u16> address, Out<u32> size) {
    TRY(file_of(fd));
    u32 room = 0;
    TRY(copy_in(user_space(), room, In<u32>(size.address())));
    if (room >= sizeof(kLocalFamily)) TRY(copy_out(user_space(), address, kLocalFamily));
    return copy_out(user_space(), size, static_cast<u32>(sizeof(kLocalFamily)));
}

Result<void> linux_getsockopt(Fd fd, int level, int option, Out<int> value, Out<u32> size) {
    TRY(file_of(fd));
    if (level != kOfSockets) return Errno::opnotsupp;
    const int answer = TRY(value_of(option));
    u32 room = 0;
    TRY(copy_in(user_space(), room, In<u32>(size.address())));
    if (room > sizeof(answer)) room = sizeof(answer);
    TRY(copy_out_bytes(user_space(), VirtAddr(value.address()), &answer, room));
    return copy_out(user_space(), size, room);
}

// What nobody can ask of the sockets that there are. Programs ask so whether a descriptor of theirs is one: a shell, whether it
// was started from afar.
Result<void> linux_no_socket(Fd fd) {
    TRY(file_of(fd));
    return Errno::opnotsupp;
}
