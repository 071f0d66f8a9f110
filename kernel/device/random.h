// device/random.h: numbers that look random and are not: whoever knows when the first was asked for can compute them all.
//
// Good for games and for tests, not for secrets; the machine has no source of real randomness.
#pragma once

#include "abi/integers.h"

u64 random_number();
