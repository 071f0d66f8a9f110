// process/script.h: files that are no programs themselves, but say in their first line by which one they are to be read.
#pragma once

#include "abi/integers.h"
#include <span>

struct Script {
    char* interpreter = nullptr; // a path
    char* option = nullptr;      // the rest of the line, one argument; null: there is none
};

constexpr usize kScriptLineMax = 254; // bytes behind #! in a first line, its end included

// Whether a file that begins so has a first line "#!interpreter option". Ends the words in it with zero bytes.
bool parse_script(std::span<u8> head, Script& script);
