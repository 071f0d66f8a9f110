// user/tests/wild_addresses.cpp: addresses that are nobody's, or not to be written: the kernel refuses them, trap or no trap.
//
// A program that is linked with the kernel has no memory of its own, and may give the kernel's away. But what is no memory,
// or the firmware's, and what nobody may write, is EFAULT there as well.
#include "tap.h"
#include <fcntl.h>

namespace {

constexpr u64 kMemory = 0x8000'0000;     // memory begins here, and in the kernel's map at a multiple of this
constexpr u64 kSerialPort = 0x1000'0000; // the serial port's registers

const char constant[] = "nobody writes this";

template <class T> u64 address_of(T* thing) { return reinterpret_cast<u64>(thing); } // a register's value

void nobodys(u64 memory) {
    tap::All all("what is no memory is neither read nor written [0.7] [4.1]");
    const Fd null = sys::openat(kCurrentDirectory, "/dev/null", O_WRONLY, FileMode{}).value();
    const Fd zero = sys::openat(kCurrentDirectory, "/dev/zero", O_RDONLY, FileMode{}).value();
    for (const u64 address :
         {u64{0}, u64{8}, memory - kMemory + kSerialPort, memory - 1, ~u64{0} - 8, ~u64{0}}) {
        all.fails(sys::write(null, In<char>(address), 4), Errno::fault,
                  tap::words("write from 0x%lx", address).text);
        all.fails(sys::read(zero, Out<char>(address), 4), Errno::fault,
                  tap::words("read to 0x%lx", address).text);
        all.fails(sys::chdir(Str(address)), Errno::fault, tap::words("a path at 0x%lx", address).text);
    }
    all.fails(sys::write(null, In<char>(address_of(constant)), ~usize{0} - 100), Errno::fault,
              "more than there is");
}

void constants(u64 memory) {
    tap::All all("what is constant, or the firmware's, is not written [0.7] [4.1]");
    const Fd zero = sys::openat(kCurrentDirectory, "/dev/zero", O_RDONLY, FileMode{}).value();
    for (const u64 address : {address_of(constant), address_of(&nobodys), memory})
        all.fails(sys::read(zero, Out<char>(address), 4), Errno::fault,
                  tap::words("read to 0x%lx", address).text);
    all.equal(constant, "nobody writes this", "the constant");
}

} // namespace

int main() {
    // The program's own code tells where memory begins, if that is where it lies. Else this is an address like others.
    const u64 memory = address_of(&tap::done) & ~(kMemory - 1);
    nobodys(memory);
    constants(memory);
    return tap::done();
}
