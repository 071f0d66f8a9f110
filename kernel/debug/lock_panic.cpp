// debug/lock_panic.cpp: the end of a kernel that breaks a rule of its locks: which lock, which other, where.
#include "debug/symbols.h"
#include "lib/assert.h"
#include "lib/format.h"
#include "sync/lock_checks.h"

namespace {

// A place in the code, with the name of its function.
struct Place {
    explicit Place(u64 address) {
        u64 offset = 0;
        const char* name = symbol_name(address, offset);
        if (name)
            format(text, sizeof(text), "%.40s+%lu", name, offset);
        else
            format(text, sizeof(text), "0x%lx", address);
    }
    char text[64];
};

} // namespace

void panic_about_lock(LockMistake mistake, const LockUse& use, const LockUse* held) {
    const char* name = name_of(use.rank);
    const Place place(use.place);
    const Place held_place(held ? held->place : 0);
    switch (mistake) {
    case LockMistake::order:
        panic("lock order: \"%s\" (wanted in %s) must be taken before \"%s\" (held since %s)", name,
              place.text, name_of(held->rank), held_place.text);
    case LockMistake::recursion:
        panic("lock recursion: \"%s\" (wanted in %s) is held already (since %s)", name, place.text,
              held_place.text);
    case LockMistake::owner:
        panic("lock owner: \"%s\" (given back in %s) is not held here", name, place.text);
    case LockMistake::interrupts: panic("lock with interrupts on: \"%s\" (in %s)", name, place.text);
    case LockMistake::sleep:
        panic("sleep with a lock: another thread is to run while \"%s\" is held (since %s)", name,
              place.text);
    case LockMistake::leak:
        panic("lock left held: a program is to go on while \"%s\" is held (since %s)", name, place.text);
    }
    panic("lock mistake");
}
