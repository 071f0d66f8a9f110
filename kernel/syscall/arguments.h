// syscall/arguments.h: the argument registers of a row: (Fd fd, usize count) becomes frame.arg(1), frame.arg(2).
//
// Only the number of parameters matters here. What each register turns into is decided by the handler's prototype
// (Argument in arch/trap_frame.h).
#pragma once

#define ARGUMENTS(parameters)          ARGUMENTS_JOIN(ARGUMENTS_, ARGUMENTS_COUNT parameters)
#define ARGUMENTS_JOIN(prefix, count)  ARGUMENTS_JOIN_(prefix, count)
#define ARGUMENTS_JOIN_(prefix, count) prefix##count

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
