// process/system.h: the whole system in numbers.
#pragma once

#include "abi/types.h"

// As system_info answers. What the file system only keeps because somebody may want it again is free memory: it is let
// go first.
SystemInfo system_info();
