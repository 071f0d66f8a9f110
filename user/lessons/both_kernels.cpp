// user/lessons/both_kernels.cpp: a program that can be made for this kernel, and from the same source for Linux.
//
// Nothing in it depends on how a call is made, and it needs nothing of the library but the wrappers. Here each of them is our own
// ecall. Compiled with -DCALL_ABI=LinuxEcall, without our note, it is a program for Linux (docs/linux.md): that runs here as well,
// and there.
#include <syscalls.h>

namespace {

usize length_of(const char* text) {
    usize length = 0;
    while (text[length]) length++;
    return length;
}

void say(const char* text) { (void)sys::write(kStandardOutput, text, length_of(text)); }

void tell(const char* what, bool as_expected) {
    say(what);
    say(as_expected ? ": yes\n" : ": no\n");
}

} // namespace

int main() {
    char bytes[4] = {'x', 'x', 'x', 'x'};
    PipeEnds ends{};
    tell("a pipe", static_cast<bool>(sys::pipe2(&ends, O_CLOEXEC)));
    const Fd reader = Fd::unchecked(ends.read_end);
    const Fd writer = Fd::unchecked(ends.write_end);
    tell("written", sys::write(writer, "both", 4).value() == 4);
    tell("read", sys::read(reader, bytes, sizeof bytes).value() == 4 && bytes[0] == 'b' && bytes[3] == 'h');
    tell("no place in it", sys::lseek(reader, 0, SEEK_SET).error() == Errno::spipe);
    tell("closed", static_cast<bool>(sys::close(writer)));
    tell("closed again", sys::close(writer).error() == Errno::badf);
    tell("its end", sys::read(reader, bytes, 1).value() == 0);
    tell("nothing there",
         sys::openat(kCurrentDirectory, "/none", O_RDONLY, FileMode{}).error() == Errno::noent);
    tell("no folder", sys::chdir("/none").error() == Errno::noent);
    tell("a bad address", sys::write(kStandardOutput, In<char>(8), 1).error() == Errno::fault);
    tell("a process, and its first thread", sys::gettid().value().number() == sys::getpid().value().number());
    sys::exit(7);
}
