// user/tests/libc_library.cpp: qsort, bsearch, getopt, the environment, and running programs.
#include "child.h"
#include "random.h"
#include "tap.h"
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

namespace {

int compare_numbers(const void* a, const void* b) {
    const int left = *static_cast<const int*>(a);
    const int right = *static_cast<const int*>(b);
    return left < right ? -1 : left > right;
}

void sorting() {
    tap::All all("qsort sorts whatever it gets: random, sorted, backwards, all alike, and of any size");
    static int numbers[5000];
    static int counts[1000];
    for (int shape = 0; shape < 5; shape++) {
        for (const usize count : {0ul, 1ul, 2ul, 3ul, 10ul, 1000ul, 5000ul}) {
            Random random(count + 1);
            memset(counts, 0, sizeof counts);
            for (usize i = 0; i < count; i++) {
                const int n = static_cast<int>(i);
                const int shapes[] = {static_cast<int>(random.below(1000)), n % 1000, (5000 - n) % 1000, 7,
                                      n % 3};
                numbers[i] = shapes[shape];
                counts[numbers[i]]++;
            }
            qsort(numbers, count, sizeof(int), compare_numbers);
            bool sorted = true;
            for (usize i = 0; i < count; i++) {
                sorted = sorted && (i == 0 || numbers[i - 1] <= numbers[i]);
                counts[numbers[i]]--;
            }
            for (const int left : counts) sorted = sorted && left == 0; // the same numbers as before
            all.check(sorted, "%lu numbers of shape %d", count, shape);
        }
    }
    struct Odd {
        char key;
        char rest[12];
    };
    Odd odd[50];
    for (usize i = 0; i < 50; i++) {
        odd[i].key = static_cast<char>(i * 37 % 50);
        memset(odd[i].rest, odd[i].key, sizeof odd[i].rest);
    }
    qsort(odd, 50, sizeof(Odd), [](const void* a, const void* b) {
        return static_cast<const Odd*>(a)->key - static_cast<const Odd*>(b)->key;
    });
    for (usize i = 0; i < 50; i++)
        all.check(odd[i].key == static_cast<char>(i) && odd[i].rest[11] == odd[i].key, "13 bytes each");
}

void searching() {
    tap::All all("bsearch finds what is there, and nothing else");
    int numbers[100];
    for (int i = 0; i < 100; i++) numbers[i] = i * 3;
    for (int wanted = -1; wanted < 301; wanted++) {
        const void* found = bsearch(&wanted, numbers, 100, sizeof(int), compare_numbers);
        const bool there = wanted >= 0 && wanted < 300 && wanted % 3 == 0;
        all.check(there ? found == &numbers[wanted / 3] : found == nullptr, "%d", wanted);
    }
    const int one = 1;
    all.check(bsearch(&one, numbers, 0, sizeof(int), compare_numbers) == nullptr, "in nothing");
}

char* word(const char* text) { return const_cast<char*>(text); } // getopt changes none of its strings

void options() {
    tap::All all("getopt and getopt_long read options as POSIX writes them");
    opterr = 0;
    char* const arguments[] = {word("program"), word("-ab"),  word("-cvalue"), word("-d"), word("other"),
                               word("-x"),      word("file"), word("-a"),      nullptr};
    const char expected[] = {'a', 'b', 'c', 'd', '?'};
    optind = 1;
    for (const char letter : expected) {
        const int got = getopt(8, arguments, "abc:d:");
        all.equal(got, static_cast<int>(letter), "an option");
        if (letter == 'c') all.equal(optarg, "value", "its argument, close by");
        if (letter == 'd') all.equal(optarg, "other", "its argument, apart");
        if (letter == '?') all.equal(optopt, static_cast<int>('x'), "the unknown one");
    }
    all.equal(getopt(8, arguments, "abc:d:"), -1, "the end of the options");
    all.equal(arguments[optind], "file", "what comes after them");

    char* const missing[] = {word("program"), word("-c"), nullptr};
    optind = 0;
    all.equal(getopt(2, missing, ":c:"), static_cast<int>(':'), "an argument that is missing");
    char* const ended[] = {word("program"), word("--"), word("-a"), nullptr};
    optind = 0;
    all.equal(getopt(3, ended, "a"), -1, "--");
    all.equal(optind, 2, "what comes after --");

    const option words[] = {{"all", no_argument, nullptr, 'a'},
                            {"size", required_argument, nullptr, 's'},
                            {"colour", optional_argument, nullptr, 'c'},
                            {nullptr, 0, nullptr, 0}};
    char* const in_words[] = {word("program"),  word("--all"),  word("--size=5"), word("--size"), word("6"),
                              word("--colour"), word("--none"), word("-a"),       nullptr};
    optind = 0;
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('a'), "--all");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('s'), "--size=5");
    all.equal(optarg, "5", "its argument");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('s'), "--size 6");
    all.equal(optarg, "6", "its argument");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('c'), "--colour");
    all.check(optarg == nullptr, "without an argument");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('?'), "--none");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), static_cast<int>('a'), "-a");
    all.equal(getopt_long(8, in_words, "a", words, nullptr), -1, "the end");
}

void environment() {
    tap::All all("getenv, setenv, unsetenv, putenv; a child has the same");
    all.equal(setenv("COLOUR", "blue", 1), 0, "setenv");
    all.equal(getenv("COLOUR"), "blue", "its value");
    all.equal(setenv("COLOUR", "red", 0), 0, "setenv that replaces nothing");
    all.equal(getenv("COLOUR"), "blue", "its value");
    all.equal(setenv("COLOUR", "a much longer value than before", 1), 0, "setenv that does");
    all.equal(getenv("COLOUR"), "a much longer value than before", "its value");
    all.check(getenv("COL") == nullptr && getenv("COLOURS") == nullptr, "similar names");
    all.check(setenv("A=B", "x", 1) == -1 && setenv("", "x", 1) == -1, "names that cannot be");
    all.equal(putenv(word("SHAPE=round")), 0, "putenv");
    if constexpr (child::kThereAre) {
        all.equal(system("[ \"$SHAPE\" = round ] && [ \"$COLOUR\" = 'a much longer value than before' ]"), 0,
                  "in a shell");
    }
    all.equal(unsetenv("COLOUR"), 0, "unsetenv");
    all.check(getenv("COLOUR") == nullptr, "it is gone");
    for (int i = 0; i < 200; i++) {
        char name[16];
        snprintf(name, sizeof name, "NAME%d", i);
        all.equal(setenv(name, name + 4, 1), 0, "setenv");
    }
    all.equal(getenv("NAME137"), "137", "one of two hundred");
}

void running() {
    tap::All all("system and the exec family");
    all.equal(child::Ending{system("exit 7")}, child::exits(7), "system");
    all.check(system(nullptr) != 0, "there is a shell");
    setenv("PATH", "/none:/bin", 1);
    all.equal(child::run([] { return execlp("true", "true", nullptr); }), child::exits(0), "execlp");
    all.equal(child::run([] {
                  char* const arguments[] = {word("sh"), word("-c"), word("exit 5"), nullptr};
                  return execvp("sh", arguments);
              }),
              child::exits(5), "execvp");
    all.equal(child::run([] {
                  execlp("no-such-program", "x", nullptr);
                  return errno == ENOENT ? 6 : 0;
              }),
              child::exits(6), "execlp of nothing");
    all.equal(child::run([] { return execl("/bin/sh", "sh", "-c", "exit 8", nullptr); }), child::exits(8),
              "execl");
    all.check(access("/bin/sh", X_OK | R_OK) == 0 && access("/none", F_OK) == -1, "access");
    all.check(isatty(open("/dev/null", O_RDONLY)) == 0, "isatty");
}

} // namespace

int main() {
    sorting();
    searching();
    options();
    environment();
    if constexpr (child::kThereAre) running();
    return tap::done();
}
