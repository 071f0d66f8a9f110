// sync/requests.h: what one hart may ask of the others at any time: to look at the page tables anew, or to stop.
//
// A request is a word in the other hart's Cpu and a software interrupt. A hart that has interrupts off, and waits for a
// lock or for an answer to a request of its own, serves requests meanwhile: so two harts that need each other never wait
// for ever.
#pragma once

#include "abi/integers.h"

namespace requests {

// Does what others have asked of this hart. From the software interrupt, and from every loop that waits with interrupts
// off.
void serve();

// Returns when every other hart that translates by `satp` has forgotten what it remembered of page tables and of
// instructions. Interrupts are off. Entries that were changed before are seen by all from here on.
void flush_others(u64 satp);

// The others do nothing more, from soon on. For panic.
void stop_others();

} // namespace requests
