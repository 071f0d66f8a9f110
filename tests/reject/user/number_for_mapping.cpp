// tests/reject/user/number_for_mapping.cpp: an address is not memory that map made, though it may lie there.
// expect: no match for call to .*Call::unmap, void\(Mapping, long unsigned int\).*\) \(u64, int\)
#include <syscalls.h>

i64 example(Mapping memory) {
#ifdef RIGHT
    return sys::unmap(memory.from(4096), 4096).raw();
#else
    return sys::unmap(memory.address() + 4096, 4096).raw();
#endif
}
