// device/virtio_mmio.cpp: the registers of a virtio device, and the steps in which it and its driver get to know each other.
#include "device/virtio_mmio.h"
#include "arch/mmio.h"
#include "debug/log.h"

namespace {

// The registers (4.2.2), each of 32 bits.
constexpr u64 kMagicValue = 0x000;
constexpr u64 kVersion = 0x004;
constexpr u64 kDeviceId = 0x008;
constexpr u64 kDeviceFeatures = 0x010; // those that were selected
constexpr u64 kDeviceFeaturesSelect = 0x014;
constexpr u64 kDriverFeatures = 0x020;
constexpr u64 kDriverFeaturesSelect = 0x024;
constexpr u64 kQueueSelect = 0x030; // what the other registers of a queue are about
constexpr u64 kQueueSizeMax = 0x034;
constexpr u64 kQueueSize = 0x038;
constexpr u64 kQueueReady = 0x044;
constexpr u64 kQueueNotify = 0x050;
constexpr u64 kInterruptStatus = 0x060;
constexpr u64 kInterruptAcknowledge = 0x064;
constexpr u64 kStatus = 0x070;
constexpr u64 kQueueDescriptors = 0x080; // addresses: the lower half, and behind it the upper one
constexpr u64 kQueueAvailable = 0x090;
constexpr u64 kQueueUsed = 0x0a0;
constexpr u64 kConfigurationGeneration = 0x0fc;
constexpr u64 kConfiguration = 0x100;

constexpr u32 kMagic = 0x7472'6976; // "virt"
constexpr u32 kLegacyVersion = 1;
constexpr u32 kModernVersion = 2;

// Bits of the status (2.1).
constexpr u32 kAcknowledge = 1;
constexpr u32 kDriver = 2;
constexpr u32 kDriverOk = 4;
constexpr u32 kFeaturesOk = 8;
constexpr u32 kNeedsReset = 64;

} // namespace

u32 VirtioMmio::read(u64 offset) const { return mmio::read<u32>(registers_ + offset); }
void VirtioMmio::write(u64 offset, u32 value) const { mmio::write<u32>(registers_ + offset, value); }

void VirtioMmio::write_address(u64 offset, PhysAddr address) const {
    write(offset, static_cast<u32>(address.value()));
    write(offset + 4, static_cast<u32>(address.value() >> 32));
}

// The order in which 4.2.3.1.1 wants them read.
u32 VirtioMmio::device_id() const {
    if (read(kMagicValue) != kMagic) return 0;
    const u32 version = read(kVersion);
    if (version != kLegacyVersion && version != kModernVersion) return 0;
    return read(kDeviceId);
}

u64 VirtioMmio::features() const {
    write(kDeviceFeaturesSelect, 1);
    const u64 high = read(kDeviceFeatures);
    write(kDeviceFeaturesSelect, 0);
    return high << 32 | read(kDeviceFeatures);
}

void VirtioMmio::set_features(u64 features) const {
    write(kDriverFeaturesSelect, 1);
    write(kDriverFeatures, static_cast<u32>(features >> 32));
    write(kDriverFeaturesSelect, 0);
    write(kDriverFeatures, static_cast<u32>(features));
}

void VirtioMmio::add_status(u32 bits) const { write(kStatus, read(kStatus) | bits); }

Result<u64> VirtioMmio::negotiate(u64 wanted) {
    if (read(kVersion) == kLegacyVersion) {
        log("virtio: the device at 0x%lx speaks only what was before version 1.0; give QEMU "
            "-global virtio-mmio.force-legacy=false\n",
            registers_.value());
        return Errno::inval;
    }
    stop();
    add_status(kAcknowledge);
    add_status(kDriver);
    const u64 offered = features();
    const u64 taken = offered & (wanted | kVirtioVersion1);
    set_features(taken);
    add_status(kFeaturesOk);
    if (!(taken & kVirtioVersion1) || !(read(kStatus) & kFeaturesOk)) {
        log("virtio: the device at 0x%lx, which offers 0x%lx, does not agree to 0x%lx\n", registers_.value(),
            offered, taken | kVirtioVersion1);
        stop();
        return Errno::inval;
    }
    return taken;
}

u32 VirtioMmio::largest_queue(u32 number) const {
    write(kQueueSelect, number);
    return read(kQueueReady) ? 0 : read(kQueueSizeMax);
}

void VirtioMmio::set_queue(u32 number, u32 descriptors, const VirtioQueuePlaces& places) const {
    write(kQueueSelect, number);
    write(kQueueSize, descriptors);
    write_address(kQueueDescriptors, places.descriptors);
    write_address(kQueueAvailable, places.available);
    write_address(kQueueUsed, places.used);
    mmio::fence(); // what is in the queue comes before that it is ready
    write(kQueueReady, 1);
}

void VirtioMmio::start() const { add_status(kDriverOk); }

// The reset is over when the status reads 0 (4.2.3.1.1).
void VirtioMmio::stop() const {
    write(kStatus, 0);
    while (read(kStatus) != 0) {
    }
}

// The device sees what was written to the queue before it is told.
void VirtioMmio::notify(u32 queue) const {
    mmio::fence();
    write(kQueueNotify, queue);
}

u32 VirtioMmio::acknowledge_interrupt() const {
    const u32 reasons = read(kInterruptStatus);
    write(kInterruptAcknowledge, reasons);
    mmio::fence(); // what is new from here on brings another interrupt
    return reasons;
}

bool VirtioMmio::needs_reset() const { return read(kStatus) & kNeedsReset; }

u32 VirtioMmio::configuration(u64 offset) const { return read(kConfiguration + offset); }

// Two reads, between which the device may have changed it; then its generation has changed, too.
u64 VirtioMmio::long_configuration(u64 offset) const {
    while (true) {
        const u32 generation = read(kConfigurationGeneration);
        const u64 low = configuration(offset);
        const u64 high = configuration(offset + 4);
        if (read(kConfigurationGeneration) == generation) return high << 32 | low;
    }
}
