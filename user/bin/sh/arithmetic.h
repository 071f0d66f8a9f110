// user/bin/sh/arithmetic.h: the value of $((expression)).
#pragma once

#include "surroundings.h"

namespace shell {

// 64-bit integers that wrap around, with the operators and precedences of C, assignments included. Names are
// variables; one that is unset or empty is 0. False after a mistake, and error says which.
bool evaluate(View expression, Surroundings& surroundings, i64& value, Text& error);

} // namespace shell
