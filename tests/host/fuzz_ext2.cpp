// tests/host/fuzz_ext2.cpp: mounts whatever bytes there are as an ext2 disk, walks over all that is on it, and changes it.
#include "ext2_image.h"
#include "ext2_writes.h"

namespace {

constexpr size_t kChanges = 64; // bytes at the end of the input: two for each change

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    const DiskImage image({data, size});
    RamDisk disk = image.disk();
    fakes::kernel_log.clear();
    Result<Owned<Ext2>> mounted = Ext2::mount(disk);
    if (!mounted) return 0;
    walk_everything(*mounted.value(), 64);
    for (size_t i = size - kChanges; i + 1 < size; i += 2)
        change_something(*mounted.value(), data[i], data[i + 1]);
    const Alone alone(mounted.value()->lock());
    (void)mounted.value()->unmount();
    return 0;
}
