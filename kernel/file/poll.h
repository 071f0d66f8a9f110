// file/poll.h: waiting until something can be done with one of several files.
#pragma once

#include "file/descriptors.h"
#include <span>

// Waits until one of the entries has something to tell, and tells it in all of them; how many have. They tell of what they
// are asked for, and of what is always told. The deadline is in ticks, 0 for none; at kPollAtOnce nobody waits.
constexpr u64 kPollAtOnce = 1;
Result<usize> poll_files(Descriptors& files, std::span<PollEntry> entries, u64 deadline,
                         int always_told = POLLERR | POLLHUP);
