// sync/lock_order.h: the order of all spinlocks: whoever holds one may take only those further down.
//
// So no two harts ever wait for each other. A lock is made with its rank:
//
//   Spinlock lock_{LockRank::pipe};
//
// A kernel built with DEBUG=1 checks the order at every lock that is taken (sync/lock_checks.h).
#pragma once

#include "abi/integers.h"

// The first is the outermost: nothing is held when it is taken.
enum class LockRank {
    process_tree,      // parents, children, groups, and the signals that wait
    descriptors,       // which small number means which open file: of one process
    current_directory, // where relative paths start: of one process
    file_offset,       // the place reached in one open file
    watches,           // which files are watched, by whom
    named_pipes,       // which pipes with a name somebody has open
    pipe,              // the bytes in one pipe, and who is at its ends
    file_locks,        // the locks on files that programs agree on
    console_input,     // what was typed and not yet read
    poller,            // whether one that polls has been told of something
    shared_lock,       // who waits for a lock that is held for long, such as a file system's
    inodes,            // which inodes are in memory
    disk_cache,        // which blocks of the disk are in memory, and which of them are to be written
    disk,              // the requests that the disk works on
    futexes,           // who sleeps at which word of which program: one of several
    address_space,     // regions and page table of one process
    shared_memory,     // the pages of memory that processes share
    unknown_calls,     // how often the log may still tell of a call that does not exist
    heap,              // which slots of which pages are free
    page_allocator,    // which pages are free, and how many share each of the others
    scheduler,         // all threads, queues and deadlines; it is handed on from thread to thread at a switch
    log,               // what dmesg shows
    console_output,    // text on its way to the screen: from anywhere, so it comes last
};
constexpr usize kLockRanks = static_cast<usize>(LockRank::console_output) + 1;

// A lock and another one of the same rank may be held together only where no other thread does so the other way round:
// the place that takes the second one says so.
enum class Nesting { by_rank, second_of_rank };

constexpr const char* name_of(LockRank rank) {
    switch (rank) {
    case LockRank::process_tree: return "process tree";
    case LockRank::descriptors: return "descriptors";
    case LockRank::current_directory: return "current directory";
    case LockRank::file_offset: return "file offset";
    case LockRank::watches: return "watches";
    case LockRank::named_pipes: return "named pipes";
    case LockRank::pipe: return "pipe";
    case LockRank::file_locks: return "file locks";
    case LockRank::console_input: return "console input";
    case LockRank::poller: return "poller";
    case LockRank::shared_lock: return "shared lock";
    case LockRank::inodes: return "inodes";
    case LockRank::disk_cache: return "disk cache";
    case LockRank::disk: return "disk";
    case LockRank::futexes: return "futexes";
    case LockRank::address_space: return "address space";
    case LockRank::shared_memory: return "shared memory";
    case LockRank::unknown_calls: return "unknown calls";
    case LockRank::heap: return "heap";
    case LockRank::page_allocator: return "page allocator";
    case LockRank::scheduler: return "scheduler";
    case LockRank::log: return "log";
    case LockRank::console_output: return "console output";
    }
    return "?";
}
