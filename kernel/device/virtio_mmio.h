// device/virtio_mmio.h: one virtio device behind memory-mapped registers: who it is, what it can do, and its reset.
//
// "4.2.2" and the like are sections of the Virtual I/O Device (VIRTIO) specification, version 1.2.
#pragma once

#include "abi/result.h"
#include "arch/platform.h"

// Bits of a device's features (6).
constexpr u64 kVirtioVersion1 = 1ul << 32; // it follows the specification, and is not from before it

// Where the driver has put the parts of a queue (2.7).
struct VirtioQueuePlaces {
    PhysAddr descriptors, available, used;
};

class VirtioMmio {
  public:
    constexpr explicit VirtioMmio(PhysAddr registers = PhysAddr()) : registers_(registers) {}

    // What sort of device is here (5); 0: none.
    u32 device_id() const;

    // Steps 1 to 6 of what a driver does first (3.1.1): resets the device, and takes those of the wanted features that it
    // has, which are the answer. If it is not one of version 1, or does not agree, the log says why: Errno::inval.
    Result<u64> negotiate(u64 wanted);

    // Sets up the device's queue `number` with so many descriptors, which is at most what largest_queue says.
    u32 largest_queue(u32 number) const;
    void set_queue(u32 number, u32 descriptors, const VirtioQueuePlaces& places) const;

    void start() const;                // step 8: from here on the device works
    void stop() const;                 // resets it: from here on it touches no memory
    void notify(u32 queue) const;      // there is something new in the queue
    u32 acknowledge_interrupt() const; // why it came; it will come again for what is new
    bool needs_reset() const;          // the device has given up (2.1.2)

    // The device's own configuration (4.2.2.2), which has a number of 32 or 64 bits there.
    u32 configuration(u64 offset) const;
    u64 long_configuration(u64 offset) const;

  private:
    u32 read(u64 offset) const;
    void write(u64 offset, u32 value) const;
    void write_address(u64 offset, PhysAddr address) const;
    u64 features() const;
    void set_features(u64 features) const;
    void add_status(u32 bits) const;

    PhysAddr registers_;
};
