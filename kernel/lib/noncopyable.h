// lib/noncopyable.h: a base for what exists once: locks, queues, owners of memory.
#pragma once

struct NonCopyable {
    NonCopyable() = default;
    NonCopyable(const NonCopyable&) = delete;
    NonCopyable& operator=(const NonCopyable&) = delete;
};
