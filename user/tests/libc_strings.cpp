// user/tests/libc_strings.cpp: string.h at every alignment, and up to the last byte before a hole.
#include "child.h"
#include "heap_pages.h"
#include "random.h"
#include "tap.h"
#include <ctype.h>
#include <stdlib.h>

namespace {

char from[300];
char to[300];
char model[300];

void fill(char* bytes, u64 seed) {
    Random random(seed);
    for (usize i = 0; i < 300; i++) bytes[i] = static_cast<char>(random.next());
}

// Against loops that are plainly right.
void memory() {
    tap::All all("memcpy, memmove, memset and memcmp at every alignment and length");
    fill(from, 1);
    for (usize target = 0; target < 9; target++) {
        for (usize source = 0; source < 9; source++) {
            for (usize length = 0; length < 200; length += length < 40 ? 1 : 13) {
                fill(to, 2);
                memcpy(model, to, sizeof model);
                for (usize i = 0; i < length; i++) model[target + i] = from[source + i];
                const bool answer = memcpy(to + target, from + source, length) == to + target;
                all.check(answer && memcmp(to, model, sizeof to) == 0, "memcpy of %lu bytes, %lu to %lu",
                          length, source, target);

                fill(to, 3);
                memcpy(model, to, sizeof model);
                for (usize i = 0; i < length; i++) model[target + i] = to[source + i];
                memmove(to + target, to + source, length);
                all.check(memcmp(to + target, model + target, length) == 0,
                          "memmove of %lu bytes, %lu to %lu", length, source, target);
            }
        }
        for (usize length = 0; length < 100; length++) {
            fill(to, 4);
            memcpy(model, to, sizeof model);
            for (usize i = 0; i < length; i++) model[target + i] = 'm';
            memset(to + target, 'm', length);
            all.check(memcmp(to, model, sizeof to) == 0, "memset of %lu bytes at %lu", length, target);
        }
    }
    all.check(memcmp("abc", "abd", 3) < 0 && memcmp("abd", "abc", 3) > 0 && memcmp("abc", "abd", 2) == 0,
              "memcmp");
    all.check(memcmp("\x80", "\x7f", 1) > 0, "memcmp compares unsigned bytes");
    all.check(memchr("abcabc", 'c', 6) && !memchr("abcabc", 'c', 2) && !memchr("abc", 'x', 3), "memchr");
}

// memmove whose two parts overlap, in both directions.
void overlaps() {
    tap::All all("memmove of parts that overlap, by any distance");
    for (int distance = -70; distance <= 70; distance++) {
        for (const usize length : {1ul, 8ul, 31ul, 64ul, 100ul}) {
            fill(to, 5);
            memcpy(model, to, sizeof model);
            memcpy(model + 100 + distance, to + 100, length);
            memmove(to + 100 + distance, to + 100, length);
            all.check(memcmp(to, model, sizeof to) == 0, "%lu bytes by %d", length, distance);
        }
    }
}

// None of them reads beyond what it was given: after that there is a hole.
void up_to_a_hole() {
    tap::All all("no function looks beyond the end of its string, where nothing is mapped");
    const HeapPages heap(1);
    for (usize length = 0; length < 70; length++) {
        char* text = heap.end_bytes() - length - 1;
        memset(text, 'a', length);
        text[length] = 0;
        all.equal(strlen(text), length, "strlen");
        all.equal(strnlen(text, 1000), length, "strnlen");
        all.equal(strcmp(text, text), 0, "strcmp");
        all.check(strchr(text, 'x') == nullptr && strchr(text, 0) == text + length, "strchr");
        all.check(strcpy(to, text) && strcmp(to, text) == 0, "strcpy");
        all.check(memcpy(to, text, length + 1) && memcmp(to, text, length + 1) == 0, "memcpy from there");
        all.check(memmove(text, to, length + 1) && memcmp(to, text, length + 1) == 0, "memmove to there");
        all.check(memchr(text, 'x', length + 1) == nullptr, "memchr");
        all.check(strstr(text, "ab") == nullptr, "strstr");
    }
}

void strings() {
    tap::All all("copying, comparing and searching strings");
    char room[20];
    all.check(strcmp("a", "b") < 0 && strcmp("b", "a") > 0 && strcmp("", "a") < 0 && strcmp("\xff", "a") > 0,
              "strcmp");
    all.check(strncmp("abcx", "abcy", 3) == 0 && strncmp("abcx", "abcy", 4) < 0, "strncmp");
    all.check(strcasecmp("HeLLo", "hEllO") == 0 && strncasecmp("ABx", "aby", 2) == 0, "strcasecmp");
    memset(room, '!', sizeof room);
    strncpy(room, "ab", 5);
    all.check(memcmp(room, "ab\0\0\0!", 6) == 0, "strncpy fills up with zeros");
    strcpy(room, "one");
    all.equal(strcat(room, "two"), "onetwo", "strcat");
    all.equal(strncat(room, "three", 2), "onetwoth", "strncat");
    all.equal(strlcpy(room, "a long string that does not fit", 8), 31ul, "strlcpy");
    all.equal(room, "a long ", "what fits");
    all.check(strchr("abcb", 'b') && strrchr("abcb", 'b') > strchr("abcb", 'b') && !strchr("abc", 'x'),
              "strchr, strrchr");
    all.check(strspn("aabbc", "ab") == 4 && strcspn("xyzab", "ab") == 3 && *strpbrk("xyzab", "ba") == 'a',
              "strspn and kin");
    const char* hay = "needle in a haystack: needles";
    all.check(strstr(hay, "hay") == hay + 12 && strstr(hay, "") == hay && !strstr(hay, "nail"), "strstr");
    all.check(strstr("aaab", "aab") && !strstr("ab", "abc"), "strstr, almost");
    char list[] = ",,a,,b,c";
    char* rest = nullptr;
    all.equal(strtok_r(list, ",", &rest), "a", "strtok_r");
    all.equal(strtok_r(nullptr, ",", &rest), "b", "strtok_r");
    all.equal(strtok_r(nullptr, ",", &rest), "c", "strtok_r");
    all.check(strtok_r(nullptr, ",", &rest) == nullptr, "strtok_r at the end");
    char* copy = strdup("copied");
    all.equal(copy, "copied", "strdup");
    free(copy);
    all.equal(strerror(ENOENT), "No such file or directory", "strerror");
    all.check(strerror(0) && strerror(-1) && strerror(9999), "strerror of what is no error");
}

void characters() {
    tap::All all("ctype.h knows ASCII, and nothing else");
    for (int c = -1; c < 256; c++) {
        const bool digit = c >= '0' && c <= '9';
        const bool upper = c >= 'A' && c <= 'Z';
        const bool lower = c >= 'a' && c <= 'z';
        const bool space = c == ' ' || (c >= 9 && c <= 13);
        const bool print = c >= 32 && c < 127;
        const bool right = !isdigit(c) == !digit && !isupper(c) == !upper && !islower(c) == !lower &&
                           !isalpha(c) == !(upper || lower) && !isalnum(c) == !(upper || lower || digit) &&
                           !isspace(c) == !space && !isprint(c) == !print &&
                           !isgraph(c) == !(print && c != ' ') &&
                           !ispunct(c) == !(print && c != ' ' && !upper && !lower && !digit) &&
                           !iscntrl(c) == !((c >= 0 && c < 32) || c == 127) &&
                           tolower(c) == (upper ? c + 32 : c) && toupper(c) == (lower ? c - 32 : c);
        all.check(right, "%d", c);
    }
}

} // namespace

int main() {
    memory();
    overlaps();
    up_to_a_hole();
    strings();
    characters();
    return tap::done();
}
