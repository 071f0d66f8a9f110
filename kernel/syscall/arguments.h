// syscall/arguments.h: what a row's handler is given: (Fd fd, usize count) becomes frame.arg(1), frame.arg(2).
//
// Only the number of parameters matters here. What each register turns into is decided by the handler's prototype
// (Argument in arch/trap_frame.h). A row whose first flag is `frame` has a handler that takes the frame, too.
#pragma once

#include "abi/arity.h"

// The parameters of the handler, and what the switch passes for them.
#define PARAMETERS(flags, parameters) JOIN(PARAMETERS_, FIRST_FLAG flags) parameters
#define ARGUMENTS(flags, parameters)  JOIN(PASS_, FIRST_FLAG flags)(JOIN(ARGUMENTS_, ARITY parameters))

#define FIRST_FLAG(...)          FIRST_FLAG_(__VA_ARGS__ __VA_OPT__(, ) none, )
#define FIRST_FLAG_(first, ...)  first
#define PARAMETERS_none(...)     (__VA_ARGS__)
#define PARAMETERS_blocks(...)   (__VA_ARGS__)
#define PARAMETERS_internal(...) (__VA_ARGS__)
#define PARAMETERS_trapped(...)  (__VA_ARGS__)
#define PARAMETERS_frame(...)    (TrapFrame & frame __VA_OPT__(, ) __VA_ARGS__)
#define PASS_none(...)           (__VA_ARGS__)
#define PASS_blocks(...)         (__VA_ARGS__)
#define PASS_internal(...)       (__VA_ARGS__)
#define PASS_trapped(...)        (__VA_ARGS__)
#define PASS_frame(...)          (frame __VA_OPT__(, ) __VA_ARGS__)

#define ARGUMENTS_0
#define ARGUMENTS_1 frame.arg(1)
#define ARGUMENTS_2 ARGUMENTS_1, frame.arg(2)
#define ARGUMENTS_3 ARGUMENTS_2, frame.arg(3)
#define ARGUMENTS_4 ARGUMENTS_3, frame.arg(4)
#define ARGUMENTS_5 ARGUMENTS_4, frame.arg(5)
#define ARGUMENTS_6 ARGUMENTS_5, frame.arg(6)
#define ARGUMENTS_7 ARGUMENTS_6, frame.arg(7)
