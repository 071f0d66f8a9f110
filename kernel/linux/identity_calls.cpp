// linux/identity_calls.cpp: Linux's calls about users and groups: there is one user, 0, who may do everything.
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

constexpr u32 kRoot = 0;
constexpr u32 kAsItIs = ~0u; // in place of a number: leave it

// Nobody can become somebody who is not there.
Result<void> check_id(u32 id) {
    if (id != kRoot && id != kAsItIs) return Errno::inval;
    return {};
}

} // namespace

Result<u32> linux_user() { return kRoot; }

Result<void> linux_set_user(u32 id) {
    if (id != kRoot) return Errno::inval;
    return {};
}

Result<void> linux_set_users(u32 real, u32 effective) {
    TRY(check_id(real));
    return check_id(effective);
}

Result<void> linux_set_all_users(u32 real, u32 effective, u32 saved) {
    TRY(linux_set_users(real, effective));
    return check_id(saved);
}

Result<void> linux_tell_all_users(Out<u32> real, Out<u32> effective, Out<u32> saved) {
    for (const Out<u32> place : {real, effective, saved})
        TRY(copy_out(*current_process().space, place, kRoot));
    return {};
}

// Who counts for files: the answer is who did before.
Result<u32> linux_set_file_user(u32) { return kRoot; }

// Beside its own, the user is in no group.
Result<int> linux_getgroups(int size, Out<u32>) { return size < 0 ? Result<int>(Errno::inval) : 0; }

Result<void> linux_setgroups(int count, In<u32> groups) {
    constexpr int kMost = 65536; // NGROUPS_MAX
    if (count < 0 || count > kMost) return Errno::inval;
    for (usize i = 0; i < static_cast<usize>(count); i++) {
        u32 group = 0;
        TRY(copy_in(*current_process().space, group, In<u32>(groups.address() + i * sizeof(group))));
        TRY(linux_set_user(group));
    }
    return {};
}
