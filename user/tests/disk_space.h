// user/tests/disk_space.h: did blocks or inodes of the disk get lost? What is free, before something and after it.
//
//   disk::Watch watch;
//   ...
//   watch.ok("600 failed writes leak no block");
#pragma once

#include "tap.h"

namespace disk {

inline FileSystemInfo space() {
    FileSystemInfo info{};
    const auto told = sys::statfs("/", &info);
    if (!told) tap::bail_out("statfs: %s", tap::name_of(told.error()));
    return info;
}

// A directory that has grown stays as it is: whoever fills one removes it.
class Watch {
  public:
    bool ok(const char* description) const {
        const FileSystemInfo after = space();
        if (tap::ok(after.f_bfree == before_.f_bfree && after.f_ffree == before_.f_ffree, "%s", description))
            return true;
        tap::note("before: %lu blocks, %lu inodes free", before_.f_bfree, before_.f_ffree);
        tap::note(" after: %lu blocks, %lu inodes free", after.f_bfree, after.f_ffree);
        return false;
    }

  private:
    const FileSystemInfo before_ = space();
};

} // namespace disk
