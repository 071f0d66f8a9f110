// tests/host/cached_disk_made_test.cpp: block caches made for odd disks: with long sectors, and without memory for one.
#include "device/cached_disk.h"
#include "fake_disk.h"
#include "kernel_services.h"

namespace {

// A disk whose sectors are longer than a block.
TEST(CachedDiskOfLongSectors, KeepsTheRestOfASector) {
    FakeDisk raw(80, 4096);
    for (usize i = 0; i < raw.size(); i++) raw.bytes()[i] = static_cast<u8>(i / 1024);
    Owned<CachedDisk> cache = CachedDisk::create(raw, 16).value();
    cache->set_block_size(1024);
    for (u64 block = 0; block < 40; block++) {
        const Result<BlockView> view = cache->read(block);
        ASSERT_TRUE(view);
        EXPECT_EQ(view.value().bytes()[0], block);
        EXPECT_EQ(view.value().bytes()[1023], block);
    }
    {
        BlockView view = cache->fresh(5).value();
        memset(view.bytes_to_change(), 200, 1024);
        cache->changed(view, Turn::contents);
    }
    EXPECT_TRUE(cache->write_back());
    cache->set_block_size(1024); // it forgets all
    {
        BlockView view = cache->replace(33).value();
        memset(view.bytes_to_change(), 201, 1024);
        cache->changed(view, Turn::contents);
    }
    EXPECT_TRUE(cache->write_back());
    EXPECT_EQ(raw.bytes()[4 * 1024], 4);
    EXPECT_EQ(raw.bytes()[5 * 1024], 200);
    EXPECT_EQ(raw.bytes()[6 * 1024], 6);
    EXPECT_EQ(raw.bytes()[32 * 1024], 32);
    EXPECT_EQ(raw.bytes()[33 * 1024], 201);
}

TEST(CachedDiskWithoutMemory, IsNotMade) {
    FakeDisk raw(80);
    for (usize allocations = 0; allocations < 20; allocations++) {
        fakes::limit_memory(allocations);
        EXPECT_EQ(CachedDisk::create(raw, 16).error(), Errno::nomem);
    }
    fakes::limit_memory(fakes::kNoLimit);
    EXPECT_EQ(fakes::pages_in_use(), 0u);
}

} // namespace
