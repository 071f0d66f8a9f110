// user/tests/stack.cpp: the stack grows by itself to several MiB, and never into anything else.
#include "child.h"
#include "leaks.h"
#include "tap.h"

namespace {

constexpr usize kKiB = 1024;
constexpr usize kMiB = 1024 * kKiB;

// Without this the compiler might do away with what is measured here.
template <class T> void use(T* memory) { asm volatile("" : : "r"(memory) : "memory"); } // no instruction

// Goes down in frames of a size, writes to each, and checks them all on the way back.
template <usize bytes> [[gnu::noinline]] bool descend(usize depth) {
    volatile char frame[bytes];
    frame[0] = static_cast<char>(depth);
    frame[bytes - 1] = static_cast<char>(depth);
    use(&frame);
    const bool below = depth == 0 || descend<bytes>(depth - 1);
    return below && frame[0] == static_cast<char>(depth) && frame[bytes - 1] == static_cast<char>(depth);
}

template <usize bytes> [[gnu::noinline]] int endless(int depth) {
    volatile char frame[bytes];
    frame[0] = 1;
    use(&frame);
    return depth < 0 ? 0 : endless<bytes>(depth + 1) + frame[0]; // no tail call: it still needs the frame
}

volatile char in_data = 1;
char in_bss[64 * kKiB];

void grows() {
    tap::equal(child::run([] { return descend<100>(40'000) ? 0 : 1; }), child::exits(0),
               "6 MiB of small frames fit onto the stack");
    tap::equal(child::run([] { return descend<6 * kMiB>(0) ? 0 : 1; }), child::exits(0),
               "a single frame of 6 MiB fits onto the stack");
    tap::equal(child::run([] { return descend<64 * kKiB>(90) ? 0 : 1; }), child::exits(0),
               "frames of 64 KiB fit onto the stack, touched at both ends only");
}

void ends() {
    tap::All all("endless recursion ends with SIGSEGV, whatever the size of the frames");
    all.equal(child::run([] { return endless<16>(0); }), child::ends_by(SIGSEGV), "16 bytes");
    all.equal(child::run([] { return endless<4096>(0); }), child::ends_by(SIGSEGV), "4 KiB");
    all.equal(child::run([] { return endless<8192>(0); }), child::ends_by(SIGSEGV), "8 KiB");
    all.equal(child::run([] { return endless<64 * kKiB>(0); }), child::ends_by(SIGSEGV), "64 KiB");
    all.equal(child::run([] { return endless<1 * kMiB>(0); }), child::ends_by(SIGSEGV), "1 MiB");
}

// The lowest address that the stack can reach, found as a program finds it: by asking the kernel to read there.
u64 lowest_stack_page() {
    int ends[2];
    char byte;
    u64 page = reinterpret_cast<u64>(&ends) / 4096 * 4096;
    if (pipe2(ends, 0) != 0) tap::bail_out("no pipe");
    while (sys::write(Fd::unchecked(ends[1]), In<char>(page), 1)) {
        (void)read(ends[0], &byte, 1);
        page -= 4096;
    }
    close(ends[0]);
    close(ends[1]);
    return page + 4096;
}

// One huge frame must not step over the guard into something that is there. Nothing is, for a long way.
void guard() {
    tap::All all("below the stack lies a guard that no frame steps over: nothing is mapped for 64 MiB");
    const auto ending = child::run([] {
        const u64 lowest = lowest_stack_page();
        for (u64 at = lowest - 1; at > lowest - 64 * kMiB; at -= 4096)
            if (sys::write(kStandardOutput, In<char>(at), 1)) return 1;
        return 0;
    });
    all.equal(ending, child::exits(0), "the kernel reads nothing there");
    for (const u64 below : {8ul, 4096ul, 8 * kKiB, 1 * kMiB, 16 * kMiB}) {
        const auto end = child::run([below] {
            volatile char* address = reinterpret_cast<volatile char*>(lowest_stack_page() - below);
            *address = 1; // what a function with such a frame does first
            return 0;
        });
        all.equal(end, child::ends_by(SIGSEGV), tap::words("a write %lu bytes below", below).text);
    }
}

void nothing_overwritten() {
    memset(in_bss, 0x55, sizeof in_bss);
    const auto ending = child::run([] {
        const u64 lowest = lowest_stack_page();
        for (u64 at = reinterpret_cast<u64>(__builtin_frame_address(0)) - 4096; at >= lowest; at -= 64)
            *reinterpret_cast<volatile char*>(at) = 0x11; // all of the stack below this frame
        for (const char byte : in_bss)
            if (byte != 0x55) return 1;
        return in_data == 1 ? 0 : 2;
    });
    tap::equal(ending, child::exits(0),
               "a stack in use to its last page leaves the program's other memory as it was");
}

// fork with a deep stack: both go all the way back up through frames that they no longer share.
int fork_at_the_bottom(int depth) {
    volatile u64 frame[128];
    for (usize i = 0; i < 128; i++) frame[i] = static_cast<u64>(depth) * 1000 + i;
    const int pid = depth == 0 ? fork() : fork_at_the_bottom(depth - 1);
    for (usize i = 0; i < 128; i++) {
        if (frame[i] != static_cast<u64>(depth) * 1000 + i) _exit(99);
        frame[i] = 0;
    }
    return pid;
}

void forks() {
    const int pid = fork_at_the_bottom(1500);
    if (pid == 0) _exit(7);
    tap::equal(child::ending_of(pid), child::exits(7),
               "fork works 1.5 MiB down the stack, for parent and child");
}

} // namespace

int main() {
    leaks::Watch watch;
    grows();
    ends();
    guard();
    nothing_overwritten();
    watch.ok("all that stack was given back");
    forks();
    return tap::done();
}
