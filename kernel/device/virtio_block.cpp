// device/virtio_block.cpp: the driver of a virtio block device: requests become chains of descriptors.
//
// Each request that is under way has a slot: three descriptors of its own, for its header, its bytes and the status that
// the device writes. What the device says is believed only as far as it makes sense: one that talks nonsense is reset, so
// that it touches no memory, and each request fails from then on. Sections are those of VIRTIO 1.2.
#include "device/virtio_block.h"
#include "arch/interrupts.h"
#include "arch/mmio.h"
#include "debug/failures.h"
#include "debug/log.h"
#include "device/plic.h"
#include "device/virtio_mmio.h"
#include "device/virtio_queue.h"
#include "memory/heap.h"
#include "memory/page_allocator.h"
#include "sync/requests.h"
#include "thread/scheduler.h"
#include <bit>

namespace virtio_block {
namespace {

constexpr u32 kBlockDevice = 2; // a device's identity (5)
constexpr u32 kQueue = 0;       // the only one (5.2.2)

// Features (5.2.3).
constexpr u64 kReadOnly = 1 << 5;
constexpr u64 kHasBlockSize = 1 << 6;
constexpr u64 kCanFlush = 1 << 9;

// The configuration (5.2.4).
constexpr u64 kCapacityAt = 0; // in sectors, 64 bits
constexpr u64 kBlockSizeAt = 20;
constexpr u64 kCapacityMax = 1ul << 48; // sectors: more is no number of bytes that anybody can work with

// What a request begins with, and what the device answers (5.2.6).
struct Header {
    u32 type = 0;
    u32 reserved = 0;
    u64 sector = 0;
};
constexpr u32 kTypeRead = 0, kTypeWrite = 1, kTypeFlush = 4;
constexpr u8 kStatusOk = 0;
constexpr u8 kStatusNone = 0xff; // the device has not written one

constexpr u16 kDescriptors = 64;
constexpr u16 kDescriptorsEach = 3; // header, bytes, status
constexpr u16 kSlots = kDescriptors / kDescriptorsEach;

// What the device reads and writes besides the bytes.
struct SharedMemory {
    VirtioQueue<kDescriptors> queue;
    Header headers[kSlots];
    u8 statuses[kSlots];
};
static_assert(sizeof(SharedMemory) <= kPageSize);

class VirtioBlock final : public Disk {
  public:
    VirtioBlock(VirtioMmio device, SharedMemory& shared) : device_(device), shared_(shared) {}
    Result<void> initialise();

    u64 size() const override { return sectors_ * kSectorSize; }
    bool read_only() const override { return features_ & kReadOnly; }
    usize sector_size() const override { return sector_size_; }
    void start(DiskRequest& request) override;
    Result<void> finish(DiskRequest& request) override;

    void handle_interrupt();

  private:
    Result<void> read_configuration();
    void look() REQUIRES(lock_);
    void collect() REQUIRES(lock_);
    bool end_slot(u32 first_descriptor) REQUIRES(lock_);
    void give_up(const char* why) REQUIRES(lock_);
    void wait_in(WaitQueue& queue, Guard& guard) REQUIRES(lock_);
    void describe(u16 slot, const DiskTransfer& transfer) REQUIRES(lock_);
    void offer(u16 slot) REQUIRES(lock_);

    VirtioMmio device_;
    u64 features_ = 0;
    u64 sectors_ = 0;
    usize sector_size_ = kSectorSize;
    u16 queue_size_ = 0; // descriptors that are used
    u16 slots_ = 0;

    Spinlock lock_{LockRank::disk};
    SharedMemory& shared_ GUARDED_BY(lock_);
    DiskRequest* in_slot_[kSlots] GUARDED_BY(lock_) = {}; // null: free
    u16 free_slots_ GUARDED_BY(lock_) = 0;
    u16 offered_ GUARDED_BY(lock_) = 0;   // positions in the rings: what the device was given,
    u16 collected_ GUARDED_BY(lock_) = 0; // and what it was seen to have done
    bool broken_ GUARDED_BY(lock_) = false;
    WaitQueue slot_waiters_;
};

// Steps 7 and 8 of what a driver does first (3.1.1) come after the features.
Result<void> VirtioBlock::initialise() {
    features_ = TRY(device_.negotiate(kReadOnly | kHasBlockSize | kCanFlush));
    TRY(read_configuration());
    const u32 largest = std::bit_floor(device_.largest_queue(kQueue)); // a queue is a power of two long (2.7)
    if (largest < kDescriptorsEach) {
        log("disk: its queue has room for %u descriptors, and a request takes %u\n", largest,
            kDescriptorsEach);
        return Errno::inval;
    }
    Guard guard(lock_);
    queue_size_ = largest < kDescriptors ? static_cast<u16>(largest) : kDescriptors;
    slots_ = free_slots_ = queue_size_ / kDescriptorsEach;
    const auto& queue = shared_.queue;
    device_.set_queue(kQueue, queue_size_,
                      {physical(queue.descriptors), physical(&queue.available), physical(&queue.used)});
    device_.start();
    return {};
}

Result<void> VirtioBlock::read_configuration() {
    sectors_ = device_.long_configuration(kCapacityAt);
    if (features_ & kHasBlockSize) sector_size_ = device_.configuration(kBlockSizeAt);
    if (sectors_ <= kCapacityMax && std::has_single_bit(sector_size_) && sector_size_ >= kSectorSize &&
        sector_size_ <= kPageSize)
        return {};
    log("disk: it has %lu sectors, in blocks of %lu bytes: this kernel can't work with that\n", sectors_,
        sector_size_);
    return Errno::inval;
}

void VirtioBlock::start(DiskRequest& request) {
    const bool fails =
        failures::device.strikes() || (request.transfer().work == DiskWork::write && read_only());
    Guard guard(lock_);
    while (!broken_ && free_slots_ == 0) wait_in(slot_waiters_, guard);
    if (broken_ || fails) return request.end(false);
    if (request.transfer().work == DiskWork::flush && !(features_ & kCanFlush))
        return request.end(true); // then what was written is there for good (5.2.6.2)

    u16 slot = 0;
    while (in_slot_[slot]) slot++;
    in_slot_[slot] = &request;
    free_slots_--;
    describe(slot, request.transfer());
    offer(slot);
}

// The device may read the header and write the status; of the bytes, one of both.
void VirtioBlock::describe(u16 slot, const DiskTransfer& transfer) {
    const bool reads = transfer.work == DiskWork::read, flushes = transfer.work == DiskWork::flush;
    shared_.headers[slot] = {reads ? kTypeRead : flushes ? kTypeFlush : kTypeWrite, 0, transfer.sector};
    shared_.statuses[slot] = kStatusNone;

    const u16 header = slot * kDescriptorsEach, bytes = header + 1, status = header + 2;
    VirtioDescriptor* descriptors = shared_.queue.descriptors;
    descriptors[header] = {physical(&shared_.headers[slot]).value(), sizeof(Header), kVirtioNext,
                           flushes ? status : bytes};
    if (!flushes)
        descriptors[bytes] = {physical(transfer.bytes).value(), static_cast<u32>(transfer.count),
                              static_cast<u16>(kVirtioNext | (reads ? kVirtioDeviceWrites : 0)), status};
    descriptors[status] = {physical(&shared_.statuses[slot]).value(), 1, kVirtioDeviceWrites, 0};
}

// 2.7.13: what is in the ring comes before that there is more in it.
void VirtioBlock::offer(u16 slot) {
    auto& available = shared_.queue.available;
    available.ring[offered_ % queue_size_] = slot * kDescriptorsEach;
    mmio::fence();
    available.position = ++offered_;
    device_.notify(kQueue);
}

Result<void> VirtioBlock::finish(DiskRequest& request) {
    Guard guard(lock_);
    while (!request.is_over()) wait_in(request.waiters(), guard);
    if (request.has_failed()) return Errno::io;
    return {};
}

// Who boots the system looks for himself, whenever an interrupt is pending: all of them are off.
void VirtioBlock::wait_in(WaitQueue& queue, Guard& guard) {
    if (scheduler::may_sleep()) return queue.wait_through_signals(guard);
    wait_for_interrupt();
    requests::serve();
    look();
}

void VirtioBlock::handle_interrupt() {
    Guard guard(lock_);
    look();
}

void VirtioBlock::look() {
    if (broken_) return;
    device_.acknowledge_interrupt();
    if (device_.needs_reset()) return give_up("gives up");
    collect();
}

// The device's position is read before the entries up to there (2.7.14).
void VirtioBlock::collect() {
    const auto& used = shared_.queue.used;
    const u16 position = used.position;
    mmio::fence();
    if (static_cast<u16>(position - collected_) > slots_ - free_slots_)
        return give_up("tells of more requests than it was given");
    while (collected_ != position) {
        if (!end_slot(used.ring[collected_ % queue_size_].first))
            return give_up("tells of a request that it was not given");
        collected_++;
    }
}

// False if that is not the first descriptor of a slot in use.
bool VirtioBlock::end_slot(u32 first_descriptor) {
    const u32 slot = first_descriptor / kDescriptorsEach;
    if (first_descriptor % kDescriptorsEach != 0 || slot >= slots_ || !in_slot_[slot]) return false;
    std::exchange(in_slot_[slot], {})->end(shared_.statuses[slot] == kStatusOk);
    free_slots_++;
    slot_waiters_.wake_one();
    return true;
}

void VirtioBlock::give_up(const char* why) {
    log("disk: the device %s: nothing more is read or written\n", why);
    broken_ = true;
    device_.stop();
    for (DiskRequest*& request : in_slot_)
        if (request) std::exchange(request, {})->end(false);
    slot_waiters_.wake_all();
}

constinit VirtioBlock* the_disk = nullptr; // stays for ever
constinit u32 its_irq = 0;

Result<Disk*> use(const VirtioSlot& place) {
    const PhysAddr page = TRY(pages::allocate_zeroed());
    auto* shared = new (pointer_to<void>(page)) SharedMemory();
    Result<Owned<VirtioBlock>> disk = make<VirtioBlock>(VirtioMmio(place.registers), *shared);
    const Result<void> ready = disk ? disk.value()->initialise() : disk.error();
    if (!ready) {
        pages::release(page);
        return ready.error();
    }
    the_disk = std::move(disk).value().leak();
    its_irq = place.irq;
    plic::enable(its_irq);
    return the_disk;
}

} // namespace

Result<Disk*> find() {
    for (usize i = 0; i < platform.virtio_slots; i++)
        if (VirtioMmio(platform.virtio[i].registers).device_id() == kBlockDevice)
            return use(platform.virtio[i]);
    return nullptr;
}

void handle_interrupt(u32 irq) {
    if (the_disk && irq == its_irq) the_disk->handle_interrupt();
}

} // namespace virtio_block
