/* abi/weights.h: the structures of weigh_packed and weigh_spilled, calls that only show how arguments travel. Plain C. */
#pragma once

#include <stdint.h>

/* All that seven registers carry. */
struct SevenWeights {
    uint64_t weight[7];
};

/* One word more. */
struct EightWeights {
    uint64_t weight[8];
};
