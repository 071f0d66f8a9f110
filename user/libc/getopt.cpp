// user/libc/getopt.cpp: reading a program's options.

#include "abi/integers.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>

extern "C" {

char* optarg;
int optind = 1;
int opterr = 1;
int optopt;

} // extern "C"

namespace {

// Within an argument such as -abc: the next letter. Null or at a zero byte: the next argument is to be looked at.
char* next_letter;

// What is wrong, on standard error unless the program wants to say it itself. The answer that getopt gives then.
int complain(const char* program, const char* options, const char* what, const char* option, int length) {
    if (opterr && *options != ':') fprintf(stderr, "%s: %s '%.*s'\n", program, what, length, option);
    return '?';
}

int missing_argument(const char* program, const char* options, const char* option, int length) {
    const int answer = complain(program, options, "no argument given to option", option, length);
    return *options == ':' ? ':' : answer;
}

// The options of one character, as they stand in the string that the program gave: letters, each followed by a colon
// if it takes an argument, and by two if it may.
int short_option(int count, char* const arguments[], const char* options) {
    char* const letter = next_letter++;
    const char* const known = *letter == ':' ? nullptr : strchr(options, *letter);
    if (*next_letter == '\0') ++optind;
    optopt = *letter;
    if (!known) return complain(arguments[0], options, "unknown option", letter, 1);
    if (known[1] != ':') return *letter;

    optarg = nullptr;
    if (*next_letter != '\0') {
        optarg = next_letter;
        ++optind;
    } else if (known[2] != ':') {
        if (optind >= count) return missing_argument(arguments[0], options, letter, 1);
        optarg = arguments[optind++];
    }
    next_letter = nullptr;
    return *letter;
}

// The option that a word means: the whole name, or so much of it that it can be no other. Null if none or several.
const option* find_word(const char* word, usize length, const option* words) {
    const option* found = nullptr;
    for (; words->name; ++words) {
        if (strncmp(words->name, word, length) != 0) continue;
        if (words->name[length] == '\0') return words;
        if (found) return nullptr;
        found = words;
    }
    return found;
}

int long_option(int count, char* const arguments[], const char* options, const option* words, int* which) {
    char* const word = arguments[optind++] + 2;
    const usize length = strcspn(word, "=");
    char* const value = word[length] == '=' ? word + length + 1 : nullptr;
    const option* const found = find_word(word, length, words);
    optopt = found ? found->val : 0;
    if (!found) return complain(arguments[0], options, "unknown option", word, static_cast<int>(length));
    if (value && found->has_arg == no_argument) {
        return complain(arguments[0], options, "an argument was given to option", word,
                        static_cast<int>(length));
    }
    optarg = value;
    if (!value && found->has_arg == required_argument) {
        if (optind >= count) {
            return missing_argument(arguments[0], options, word, static_cast<int>(length));
        }
        optarg = arguments[optind++];
    }
    if (which) *which = static_cast<int>(found - words);
    if (!found->flag) return found->val;
    *found->flag = found->val;
    return 0;
}

} // namespace

extern "C" {

int getopt_long(int count, char* const arguments[], const char* options, const option* words, int* which) {
    if (optind == 0) {
        optind = 1;
        next_letter = nullptr;
    }
    if (next_letter && *next_letter != '\0') return short_option(count, arguments, options);
    if (optind >= count || !arguments[optind]) return -1;
    char* const argument = arguments[optind];
    if (argument[0] != '-' || argument[1] == '\0') return -1;
    if (strcmp(argument, "--") == 0) {
        ++optind;
        return -1;
    }
    if (words && argument[1] == '-') return long_option(count, arguments, options, words, which);
    next_letter = argument + 1;
    return short_option(count, arguments, options);
}

int getopt(int count, char* const arguments[], const char* options) {
    return getopt_long(count, arguments, options, nullptr, nullptr);
}

} // extern "C"
