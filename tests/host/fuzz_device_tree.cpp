// tests/host/fuzz_device_tree.cpp: gives any bytes to the device tree reader, which must read nothing else.
//
// It changes what is known of the machine only if the whole tree is good.
#include "device/device_tree.h"

namespace {

constexpr usize kTotalSizeAt = 4; // the header's second cell

void require(bool condition) {
    if (!condition) std::abort();
}

// A tree says how long it is, and the reader has no other way to know: let it be what is really there.
std::unique_ptr<u8[]> with_true_size(const u8* data, usize size) {
    auto tree = std::make_unique<u8[]>(size);
    std::copy_n(data, size, tree.get());
    for (usize i = 0; i < 4; i++) tree[kTotalSizeAt + i] = static_cast<u8>(size >> (24 - 8 * i));
    return tree;
}

bool same(const Platform& a, const Platform& b) {
    return a.test_device == b.test_device && a.clint == b.clint && a.plic == b.plic && a.uart == b.uart &&
           a.uart_irq == b.uart_irq && a.harts == b.harts && a.ticks_per_second == b.ticks_per_second &&
           a.memory == b.memory && a.memory_size == b.memory_size && a.boot_arguments == b.boot_arguments;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const u8* data, usize size) {
    if (size < 40) return 0; // the reader takes a header for granted
    const auto tree = with_true_size(data, size);
    Platform found;
    if (!read_device_tree(tree.get(), found)) {
        require(same(found, Platform()));
        return 0;
    }
    require(found.harts >= 1 && found.harts <= kHartsMax);
    require(found.ticks_per_second >= 1 && found.ticks_per_second <= 1'000'000'000);
    require(std::strlen(found.boot_arguments) < size);
    return 0;
}
