// fs/root.cpp: choosing the disk of the root file system, and bringing to it what was changed.
#include "fs/root.h"
#include "arch/time.h"
#include "debug/log.h"
#include "debug/panic.h"
#include "device/cached_disk.h"
#include "device/ramdisk.h"
#include "device/virtio_block.h"
#include "memory/heap.h"
#include "mode/firmware.h"
#include "thread/scheduler.h"

extern "C" {
extern u8 root_image_start[]; // linked in by the Makefile
extern u8 root_image_end[];
}

namespace root {
namespace {

// The cache gets an eighth of the memory that is free, up to 16 MiB.
constexpr usize kCacheShare = 8;
constexpr usize kCacheMin = 128; // blocks
constexpr usize kCacheMax = 4096;

constexpr u64 kWriteBackEvery = 5'000'000'000; // nanoseconds

constexpr int kNoRoot = 1; // what the emulator answers when there is nothing to start from

constinit RamDisk memory_disk(root_image_start, root_image_end);
constinit Ext2* mounted = nullptr; // stays for ever
constinit bool outlasts_power = false;

// What is wrong with it stands in the log already.
[[noreturn]] void refuse_disk(const char* what) {
    log("%s; without a disk, the kernel starts from its own memory\n", what);
    firmware::power_off(kNoRoot);
}

Result<Owned<CachedDisk>> cache_for(Disk& disk) {
    const usize share = pages::free() / kCacheShare;
    return CachedDisk::create(disk, share < kCacheMin ? kCacheMin : share > kCacheMax ? kCacheMax : share);
}

// The disk with a cache in front; null if there is none.
BlockDevice* find_disk() {
    const Result<Disk*> disk = virtio_block::find();
    if (!disk) refuse_disk("the disk cannot be used: `make qemu DISK=` gives QEMU the options that it takes");
    if (!disk.value()) return nullptr;
    log("the root is on a disk of %lu MiB%s\n", disk.value()->size() >> 20,
        disk.value()->read_only() ? ", which is read-only" : "");
    Result<Owned<CachedDisk>> cache = cache_for(*disk.value());
    if (!cache) panic("there is not enough memory to work with a disk");
    return std::move(cache).value().leak(); // stays for ever
}

// If it fails, the log tells which block, and the next time it is tried again.
[[noreturn]] void keep_writing_back() {
    while (true) {
        (void)scheduler::sleep_until(read_time() + nanoseconds_to_ticks(kWriteBackEvery));
        const Alone alone(mounted->lock());
        (void)mounted->write_back();
    }
}

} // namespace

void mount() {
    BlockDevice* disk = find_disk();
    Result<Owned<Ext2>> file_system = Ext2::mount(disk ? *disk : memory_disk);
    if (!file_system && disk)
        refuse_disk("the disk has no file system that this kernel can read: `make disk` makes one that has");
    if (!file_system)
        panic("cannot mount the root file system (error %d)", static_cast<int>(file_system.error()));
    mounted = std::move(file_system).value().leak();
    outlasts_power = disk && !mounted->read_only();
}

void start_writing_back() {
    if (!outlasts_power) return;
    Result<Owned<Thread>> thread = Thread::create_worker(keep_writing_back);
    if (!thread) panic("there is not enough memory to work with a disk");
    scheduler::start(std::move(thread).value().leak()); // stays for ever
}

// The lock is not given back.
void unmount() NO_THREAD_SAFETY {
    if (!outlasts_power) return;
    mounted->lock().take();
    if (!mounted->unmount()) log("the disk does not have all that was changed\n");
}

Ext2& file_system() { return *mounted; }

} // namespace root
