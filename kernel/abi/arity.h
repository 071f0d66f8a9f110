// abi/arity.h: how many parameters a row has, for the preprocessor: ARITY(Fd fd, usize count) is 2.
#pragma once

// They push the right number to the ninth place.
#define ARITY(...)                                              ARITY_NINTH(0 __VA_OPT__(, ) __VA_ARGS__, 7, 6, 5, 4, 3, 2, 1, 0)
#define ARITY_NINTH(p0, p1, p2, p3, p4, p5, p6, p7, ninth, ...) ninth

#define JOIN(prefix, rest)  JOIN_(prefix, rest)
#define JOIN_(prefix, rest) prefix##rest
