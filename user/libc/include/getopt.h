/* user/libc/include/getopt.h: reading a program's options, one character each or in words. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

extern char* optarg; /* the argument of the option just read */
extern int optind;   /* the next element of arguments to be read; 0 starts over */
extern int opterr;   /* 0: no messages */
extern int optopt;   /* the option that was wrong */

/* An option in words. With a flag, *flag becomes value and 0 is the answer; without one the answer is value. */
struct option {
    const char* name;
    int has_arg;
    int* flag;
    int val;
};

enum { no_argument = 0, required_argument = 1, optional_argument = 2 };

/* Options end at the first argument that is none, or after "--". */
int getopt(int count, char* const arguments[], const char* options);
int getopt_long(int count, char* const arguments[], const char* options, const struct option* words, int* which);

#ifdef __cplusplus
}
#endif
