// scripts/generate/frozen.cpp: the numbers that are given away for ever, in kernel/abi/frozen_numbers.def.
#include "frozen.h"
#include <algorithm>
#include <iostream>

namespace {

struct Frozen {
    unsigned number;
    std::string name;
};

const std::vector<Frozen> kFrozen = {
#define FROZEN(number, name) {number, #name},
#include "abi/frozen_numbers.def"
#undef FROZEN
};

} // namespace

std::string frozen_numbers(const Table& table, const std::string& before) {
    for (const Frozen& frozen : kFrozen) {
        const auto call = std::ranges::find(table.calls, frozen.number, &Call::number);
        if (call != table.calls.end() && call->name == frozen.name) continue;
        std::cerr << "generate: " << kFrozenFile << " says that number " << frozen.number << " is "
                  << frozen.name << " for ever, but in kernel/abi/syscalls.def it is "
                  << (call == table.calls.end() ? "no call" : call->name)
                  << ".\nA call that goes away becomes RETIRED, and a new one takes the next number.\n";
        return "";
    }
    std::string text = before;
    for (const Call& call : table.calls)
        if (std::ranges::find(kFrozen, call.number, &Frozen::number) == kFrozen.end())
            text += "FROZEN(" + std::to_string(call.number) + ", " + call.name + ")\n";
    return text;
}
