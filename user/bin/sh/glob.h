// user/bin/sh/glob.h: the files whose names match a pattern.
#pragma once

#include "text.h"

namespace shell {

// Appends the paths that match, in order; or the pattern itself, without its backslashes, if there are none.
// False if there are more than a command could ever take.
bool glob(View pattern, List<Text>& paths);

} // namespace shell
