// tests/host/fuzz_ext2.cpp: mounts whatever bytes there are as an ext2 disk, and walks over all that is on it.
#include "ext2_image.h"

extern "C" int LLVMFuzzerTestOneInput(const u8* data, size_t size) {
    const DiskImage image({data, size});
    RamDisk disk = image.disk();
    fakes::kernel_log.clear();
    Result<Owned<Ext2>> mounted = Ext2::mount(disk);
    if (mounted) walk_everything(*mounted.value(), 64);
    return 0;
}
