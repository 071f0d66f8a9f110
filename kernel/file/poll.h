// file/poll.h: waiting until something can be done with one of several files.
#pragma once

#include "file/descriptors.h"
#include "memory/user_copy.h"

// Waits until one of `count` entries has something to tell, and tells it in all of them; how many have. The deadline is
// in ticks, 0 for none; at kPollAtOnce nobody waits.
constexpr u64 kPollAtOnce = 1;
Result<usize> poll_files(Descriptors& files, AddressSpace& space, Out<PollEntry> entries, usize count,
                         u64 deadline);
