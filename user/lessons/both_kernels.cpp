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
    const Result<Fd> opened = sys::openat(kCurrentDirectory, "/dev/zero", O_RDONLY, FileMode{});
    tell("zeros",
         sys::read(opened.value(), bytes, sizeof bytes).value() == 4 && bytes[0] == 0 && bytes[3] == 0);
    tell("closed", static_cast<bool>(sys::close(opened.value())));
    tell("closed again", sys::close(opened.value()).error() == Errno::badf);
    tell("nothing there",
         sys::openat(kCurrentDirectory, "/none", O_RDONLY, FileMode{}).error() == Errno::noent);
    tell("a bad address", sys::write(kStandardOutput, In<char>(8), 1).error() == Errno::fault);

    PipeEnds ends{};
    tell("a pipe", static_cast<bool>(sys::pipe2(&ends, O_CLOEXEC)));
    tell("written", sys::write(Fd::unchecked(ends.write_end), "both", 4).value() == 4);
    tell("read", sys::read(Fd::unchecked(ends.read_end), bytes, 4).value() == 4 && bytes[0] == 'b');
    tell("a process, and its first thread", sys::gettid().value().number() == sys::getpid().value().number());
    sys::exit(7);
}
