// tests/reject/user/made_up_mapping.cpp: memory to be unmapped comes from map.
// expect: 'constexpr Mapping::Mapping\(u64\)' is private within this context
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    const auto flags = static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS);
    const Mapping memory = sys::map(0, 4096, PROT_READ, flags).value();
#else
    const Mapping memory(0x10000);
#endif
    return sys::unmap(memory, 4096).raw();
}
