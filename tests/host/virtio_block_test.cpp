// tests/host/virtio_block_test.cpp: the driver of the disk, with a device that the test plays: an honest one, and liars.
#include "arch/mmio.h"
#include "device/plic.h"
#include "device/virtio_block.h"
#include "device/virtio_queue.h"
#include "kernel_services.h"
#include "thread/scheduler.h"

namespace {

constexpr PhysAddr kRegisters{0x1000'8000};
constexpr u64 kVersion1 = 1ul << 32, kReadOnly = 1 << 5, kHasBlockSize = 1 << 6, kCanFlush = 1 << 9;

// Addresses are the host's own.
template <class T> T& at(u64 address) { return *reinterpret_cast<T*>(address); }

// A virtio block device, as the specification has it; what is public may be made wrong.
class FakeDevice {
  public:
    u32 magic = 0x7472'6976, version = 2, id = 2, queue_size_max = 1024;
    u64 features = kVersion1 | kHasBlockSize | kCanFlush;
    u32 features_ok = 8;
    u64 capacity = 64; // sectors
    u32 block_size = 512;
    u8 answer = 0; // the status of each request
    bool needs_reset = false;
    std::optional<u32> lie;    // what it says was the first descriptor
    u16 used_too_many = 0;     // how many requests more than there were
    bool newest_first = false; // the order in which it works
    usize most_at_once = 0;    // requests that waited together
    std::vector<u32> types;    // of the requests, as they came
    std::vector<u8> bytes = std::vector<u8>(64 * kSectorSize);

    u32 read(u64 offset) {
        switch (offset) {
        case 0x000: return magic;
        case 0x004: return version;
        case 0x008: return id;
        case 0x010: return static_cast<u32>(features >> 32 * feature_word_);
        case 0x034: return queue_size_max;
        case 0x044: return ready_;
        case 0x060: work(); return 1; // it is asked when somebody waits: now is the time
        case 0x070: return status_ | (needs_reset && status_ ? 64 : 0);
        case 0x0fc: return 0;
        case 0x100: return static_cast<u32>(capacity);
        case 0x104: return static_cast<u32>(capacity >> 32);
        case 0x114: return block_size;
        default: ADD_FAILURE() << "a read of register " << std::hex << offset; return 0;
        }
    }

    void write(u64 offset, u32 value) {
        switch (offset) {
        case 0x014: feature_word_ = value; break;
        case 0x020: taken_ |= u64{value} << 32 * driver_word_; break;
        case 0x024: driver_word_ = value; break;
        case 0x030: EXPECT_EQ(value, 0u); break;
        case 0x038: size_ = value; break;
        case 0x044: ready_ = value; break;
        case 0x050: EXPECT_TRUE(status_ & 4) << "a request before it was started"; break;
        case 0x064: break;
        case 0x070: set_status(value); break;
        case 0x080:
        case 0x084: set_half(descriptors_, offset - 0x080, value); break;
        case 0x090:
        case 0x094: set_half(available_, offset - 0x090, value); break;
        case 0x0a0:
        case 0x0a4: set_half(used_, offset - 0x0a0, value); break;
        default: ADD_FAILURE() << "a write of register " << std::hex << offset;
        }
    }
    u64 taken() const { return taken_; }
    u32 status() const { return status_; }
    u32 size() const { return size_; }

  private:
    static void set_half(u64& address, u64 half, u32 value) { address |= u64{value} << 8 * half; }

    void set_status(u32 value) {
        status_ = value & 8 ? (value & ~8u) | features_ok : value;
        if (value == 0) ready_ = 0;
    }

    void work() {
        if (!ready_) return;
        std::vector<u16> heads;
        while (seen_ != at<u16>(available_ + 2))
            heads.push_back(at<u16>(available_ + 4 + 2 * (seen_++ % size_)));
        most_at_once = std::max(most_at_once, heads.size());
        if (newest_first) std::ranges::reverse(heads);
        for (const u16 head : heads) finish(head);
        if (!heads.empty()) at<u16>(used_ + 2) = static_cast<u16>(at<u16>(used_ + 2) + used_too_many);
    }

    void finish(u16 head) {
        const auto* table = &at<VirtioDescriptor>(descriptors_);
        const VirtioDescriptor& header = table[head];
        const u32 type = at<u32>(header.address);
        const u64 place = at<u64>(header.address + 8) * kSectorSize;
        types.push_back(type);
        EXPECT_EQ(header.length, 16u);
        EXPECT_EQ(header.flags, kVirtioNext);
        const VirtioDescriptor* last = &table[header.next];
        if (type != 4) {
            EXPECT_EQ(last->flags, type == 0 ? kVirtioNext | kVirtioDeviceWrites : kVirtioNext);
            u8* memory = &at<u8>(last->address);
            if (type == 0) std::copy_n(bytes.begin() + static_cast<long>(place), last->length, memory);
            if (type == 1) std::copy_n(memory, last->length, bytes.begin() + static_cast<long>(place));
            last = &table[last->next];
        }
        EXPECT_EQ(last->flags, kVirtioDeviceWrites);
        EXPECT_EQ(last->length, 1u);
        at<u8>(last->address) = answer;
        u16& position = at<u16>(used_ + 2);
        at<VirtioUsed>(used_ + 4 + 8 * (position % size_)) = {lie.value_or(head), 1};
        position++;
    }

    u32 feature_word_ = 0, driver_word_ = 0, status_ = 0, ready_ = 0, size_ = 0;
    u64 taken_ = 0, descriptors_ = 0, available_ = 0, used_ = 0;
    u16 seen_ = 0;
};

std::unique_ptr<FakeDevice> device;
std::vector<Disk*>& found = *new std::vector<Disk*>; // they stay for ever

class VirtioBlockTest : public testing::Test {
  protected:
    VirtioBlockTest() {
        device = std::make_unique<FakeDevice>();
        platform.virtio[0] = {kRegisters, 8};
        platform.virtio_slots = 1;
        fakes::kernel_log.clear();
        std::iota(device->bytes.begin(), device->bytes.end(), u8{0});
    }

    Disk& disk() {
        Result<Disk*> result = virtio_block::find();
        EXPECT_TRUE(result);
        found.push_back(result.value());
        return *found.back();
    }
    Errno why_not() {
        const usize pages = fakes::pages_in_use();
        const Result<Disk*> result = virtio_block::find();
        EXPECT_EQ(fakes::pages_in_use(), pages);
        return result.error();
    }
    Errno transfer(Disk& disk, DiskWork work, u64 sector = 0) {
        DiskRequest request;
        request.prepare({work, sector, page_, kSectorSize});
        disk.start(request);
        return disk.finish(request).error();
    }
    void expect_log(const char* text) {
        EXPECT_NE(fakes::kernel_log.find(text), std::string::npos) << fakes::kernel_log;
    }

    alignas(kPageSize) u8 page_[kPageSize] = {};
};

TEST_F(VirtioBlockTest, IsFoundAndSaysWhatItIs) {
    device->block_size = 4096;
    Disk& found_disk = disk();
    EXPECT_EQ(found_disk.size(), 64 * 512u);
    EXPECT_EQ(found_disk.sector_size(), 4096u);
    EXPECT_FALSE(found_disk.read_only());
    EXPECT_EQ(device->taken(), device->features);
    EXPECT_EQ(device->status(), 1u | 2 | 4 | 8);
    EXPECT_EQ(device->size(), 64u);
}

TEST_F(VirtioBlockTest, TakesNoFeatureThatItDoesNotKnow) {
    device->features = ~0ul;
    EXPECT_TRUE(disk().read_only());
    EXPECT_EQ(device->taken(), kVersion1 | kReadOnly | kHasBlockSize | kCanFlush);
}

TEST_F(VirtioBlockTest, IsNotThereIfNobodyIs) {
    device->id = 0;
    EXPECT_EQ(virtio_block::find().value(), nullptr);
    device->id = 1; // a network card
    EXPECT_EQ(virtio_block::find().value(), nullptr);
    device->id = 2;
    device->magic = 0;
    EXPECT_EQ(virtio_block::find().value(), nullptr);
    platform.virtio_slots = 0;
    EXPECT_EQ(virtio_block::find().value(), nullptr);
    EXPECT_EQ(fakes::kernel_log, "");
}

TEST_F(VirtioBlockTest, IsRefusedWithAReason) {
    device->version = 1;
    EXPECT_EQ(why_not(), Errno::inval);
    expect_log("force-legacy=false");
    *device = {};
    device->features = kCanFlush;
    EXPECT_EQ(why_not(), Errno::inval);
    expect_log("does not agree to");
    EXPECT_EQ(device->status(), 0u);
    *device = {};
    device->features_ok = 0;
    EXPECT_EQ(why_not(), Errno::inval);
    for (const u32 size : {0u, 511u, 768u, 8192u}) {
        *device = {};
        device->block_size = size;
        EXPECT_EQ(why_not(), Errno::inval);
        expect_log((", in blocks of " + std::to_string(size) + " bytes").c_str());
    }
    *device = {};
    device->capacity = ~0ul;
    EXPECT_EQ(why_not(), Errno::inval);
    *device = {};
    device->queue_size_max = 3; // no power of two, as a queue must be
    EXPECT_EQ(why_not(), Errno::inval);
    expect_log("has room for 2 descriptors");
    *device = {};
    fakes::limit_memory(0);
    EXPECT_EQ(why_not(), Errno::nomem);
    fakes::limit_memory(1);
    EXPECT_EQ(why_not(), Errno::nomem);
    fakes::limit_memory(fakes::kNoLimit);
}

TEST_F(VirtioBlockTest, ReadsWritesAndFlushes) {
    Disk& found_disk = disk();
    EXPECT_EQ(transfer(found_disk, DiskWork::read, 3), Errno::none);
    EXPECT_TRUE(std::equal(page_, page_ + kSectorSize, device->bytes.begin() + 3 * 512));
    page_[7] = 99;
    EXPECT_EQ(transfer(found_disk, DiskWork::write, 5), Errno::none);
    EXPECT_EQ(device->bytes[5 * 512 + 7], 99);
    EXPECT_EQ(transfer(found_disk, DiskWork::flush), Errno::none);
    EXPECT_EQ(device->types, (std::vector<u32>{0, 1, 4}));
}

TEST_F(VirtioBlockTest, AsksOnlyForWhatTheDeviceCan) {
    device->features = kVersion1 | kReadOnly;
    Disk& found_disk = disk();
    EXPECT_EQ(found_disk.sector_size(), 512u);
    EXPECT_EQ(transfer(found_disk, DiskWork::flush), Errno::none);
    EXPECT_EQ(transfer(found_disk, DiskWork::write), Errno::io);
    EXPECT_TRUE(device->types.empty());
}

// Over and over, so that positions wrap; in a small queue and a large one.
TEST_F(VirtioBlockTest, ManyRequestsAreUnderWayAtOnce) {
    for (const u32 size : {4u, 1024u}) {
        *device = {};
        device->queue_size_max = size;
        device->newest_first = true;
        Disk& found_disk = disk();
        for (int round = 0; round < 1400; round++) {
            std::vector<DiskRequest> requests(50);
            std::vector<u8> memory(50 * kSectorSize);
            for (usize i = 0; i < requests.size(); i++) {
                requests[i].prepare({DiskWork::read, i, &memory[i * kSectorSize], kSectorSize});
                found_disk.start(requests[i]);
            }
            for (DiskRequest& request : requests) ASSERT_TRUE(found_disk.finish(request));
            ASSERT_TRUE(std::ranges::equal(memory, std::span(device->bytes).first(memory.size())));
        }
        EXPECT_EQ(device->most_at_once, std::min(size, 64u) / 3);
    }
}

TEST_F(VirtioBlockTest, ABadStatusIsAnErrorOfThatRequestOnly) {
    Disk& found_disk = disk();
    for (const u8 status : {1, 2, 3, 0xff}) {
        device->answer = status;
        EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io);
        device->answer = 0;
        EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::none);
    }
    EXPECT_EQ(fakes::kernel_log, "");
}

TEST_F(VirtioBlockTest, ADeviceThatGivesUpIsLeftAlone) {
    Disk& found_disk = disk();
    device->needs_reset = true;
    EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io);
    expect_log("disk: the device gives up: nothing more is read or written\n");
    EXPECT_EQ(device->status(), 0u);
    fakes::kernel_log.clear();
    EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io);
    EXPECT_EQ(fakes::kernel_log, "");
}

TEST_F(VirtioBlockTest, ADeviceThatTalksNonsenseIsLeftAlone) {
    for (const u32 lie :
         {1u, 2u, 3u, 60u, 63u, 64u, 66u, ~0u}) { // no first descriptor, a free one, none at all
        *device = {};
        fakes::kernel_log.clear();
        Disk& found_disk = disk();
        device->lie = lie;
        EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io) << lie;
        expect_log("disk: the device tells of a request that it was not given");
        EXPECT_EQ(device->status(), 0u);
        EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io);
    }
    for (const u16 more : {1, 64, 0x7fff, 0xfffe}) {
        *device = {};
        Disk& found_disk = disk();
        device->used_too_many = more;
        EXPECT_EQ(transfer(found_disk, DiskWork::read), Errno::io) << more;
        expect_log("disk: the device tells of more requests than it was given");
    }
}

} // namespace

u32 fakes::read_register(PhysAddr place) { return device->read(place - kRegisters); }
void fakes::write_register(PhysAddr place, u32 value) { device->write(place - kRegisters, value); }
void plic::enable(u32 irq) { EXPECT_EQ(irq, 8u); }
bool scheduler::may_sleep() { return false; } // as at boot: who waits looks for himself
