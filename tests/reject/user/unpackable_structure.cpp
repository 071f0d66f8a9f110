// tests/reject/user/unpackable_structure.cpp: a structure that owns something is more than its bytes.
// expect: a structure is packed as its bytes: it must be trivially copyable
#include <syscalls.h>

struct Owner {
    u64 handle;
#ifndef RIGHT
    ~Owner() {}
#endif
};

i64 example(const Owner& owner) {
    return sys::Wrapper<sys::Call::weigh_packed, u32(Packed<Owner>)>{}.raw(owner);
}
