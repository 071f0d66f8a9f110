// device/virtio_queue.h: the memory through which a driver and a virtio device talk: split virtqueues.
//
// The driver describes pieces of memory in descriptors, chains them, and puts the number of a chain's first one into the
// ring of available ones; the device puts it into the ring of used ones when it is done. Positions in the rings only
// grow, and wrap around at 65,536. All is little-endian, as the processor is. Sections of VIRTIO 1.2 stand beside.
#pragma once

#include "lib/address.h"

constexpr u16 kVirtioNext = 1;         // of a descriptor: there is another one after it
constexpr u16 kVirtioDeviceWrites = 2; // else it reads

struct VirtioDescriptor { // 2.7.5
    u64 address = 0;      // physical
    u32 length = 0;       // bytes
    u16 flags = 0;
    u16 next = 0;
};
static_assert(sizeof(VirtioDescriptor) == 16);

struct VirtioUsed { // 2.7.8
    u32 first = 0;  // the chain's first descriptor
    u32 length = 0; // bytes that the device has written
};

template <u16 size> struct VirtioQueue {
    static_assert((size & (size - 1)) == 0, "2.7: a power of two");

    alignas(16) VirtioDescriptor descriptors[size];
    struct Available { // 2.7.6
        u16 flags = 0;
        u16 position = 0; // where the next one comes
        u16 ring[size] = {};
        u16 used_event = 0;
    };
    alignas(2) Available available;
    struct Used { // 2.7.8
        u16 flags = 0;
        u16 position = 0;
        VirtioUsed ring[size];
        u16 available_event = 0;
    };
    alignas(4) Used used;
};
