// syscall/arguments.h: what a row's handler is given: (Fd fd, usize count) becomes frame.arg(1), frame.arg(2).
//
// Only the number of parameters matters here. What each register turns into is decided by the handler's prototype
// (Argument in arch/trap_frame.h). A row whose first flag is `frame` has a handler that takes the frame, too.
#pragma once

#define JOIN(prefix, rest)  JOIN_(prefix, rest)
#define JOIN_(prefix, rest) prefix##rest

// The parameters of the handler, and what the switch passes for them.
#define PARAMETERS(flags, parameters) JOIN(PARAMETERS_, FIRST_FLAG flags) parameters
#define ARGUMENTS(flags, parameters)                                                                         \
    JOIN(PASS_, FIRST_FLAG flags)(JOIN(ARGUMENTS_, ARGUMENTS_COUNT parameters))

#define FIRST_FLAG(...)          FIRST_FLAG_(__VA_ARGS__ __VA_OPT__(, ) none, )
#define FIRST_FLAG_(first, ...)  first
#define PARAMETERS_none(...)     (__VA_ARGS__)
#define PARAMETERS_blocks(...)   (__VA_ARGS__)
#define PARAMETERS_internal(...) (__VA_ARGS__)
#define PARAMETERS_frame(...)    (TrapFrame & frame __VA_OPT__(, ) __VA_ARGS__)
#define PASS_none(...)           (__VA_ARGS__)
#define PASS_blocks(...)         (__VA_ARGS__)
#define PASS_internal(...)       (__VA_ARGS__)
#define PASS_frame(...)          (frame __VA_OPT__(, ) __VA_ARGS__)

// The parameters push the right number to the ninth place.
#define ARGUMENTS_COUNT(...)                                        ARGUMENTS_NINTH(0 __VA_OPT__(, ) __VA_ARGS__, 7, 6, 5, 4, 3, 2, 1, 0)
#define ARGUMENTS_NINTH(p0, p1, p2, p3, p4, p5, p6, p7, ninth, ...) ninth

#define ARGUMENTS_0
#define ARGUMENTS_1 frame.arg(1)
#define ARGUMENTS_2 ARGUMENTS_1, frame.arg(2)
#define ARGUMENTS_3 ARGUMENTS_2, frame.arg(3)
#define ARGUMENTS_4 ARGUMENTS_3, frame.arg(4)
#define ARGUMENTS_5 ARGUMENTS_4, frame.arg(5)
#define ARGUMENTS_6 ARGUMENTS_5, frame.arg(6)
#define ARGUMENTS_7 ARGUMENTS_6, frame.arg(7)
