// proc/path.h: from a path to a place in /proc, for the files of this room.
#pragma once

#include "proc/node.h"

// What is gone, or closed, before it was looked at, is as if it had never been there.
constexpr Errno as_of_path(Errno error) {
    return error == Errno::srch || error == Errno::badf ? Errno::noent : error;
}

// The place that a path below /proc leads to, if no links are on its way. Errno::noent, notdir
Result<Node> node_at(const char* path);
