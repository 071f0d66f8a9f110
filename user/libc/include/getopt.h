/* user/libc/include/getopt.h: reading options that are words, besides those of one character in <unistd.h>. */
#pragma once

#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An option in words. With a flag, *flag becomes val and 0 is the answer; without one the answer is val. */
struct option {
    const char* name;
    int has_arg;
    int* flag;
    int val;
};

enum { no_argument = 0, required_argument = 1, optional_argument = 2 };

/* words ends with an element of zeros; *which, if not null, is set to the index of the one that was found. */
int getopt_long(int count, char* const arguments[], const char* options, const struct option* words,
                int* which);

#ifdef __cplusplus
}
#endif
