// device/character_width.h: how many columns of a terminal a character takes.
#pragma once

#include "abi/integers.h"

// 0 for combining marks, 2 for Chinese characters, emoji and their like, 1 for all others. Not for control characters.
usize character_width(u32 code);
