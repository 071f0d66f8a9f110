// tests/host/libc_string_test.cpp: memory, strings and kinds of characters, compared with the host's.

#include "libc_names.h"
#include <algorithm>
#include <cctype>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <strings.h>

namespace {

int sign(int number) { return (number > 0) - (number < 0); }

class Strings : public testing::Test {
  protected:
    size_t below(size_t limit) { return random_() % limit; }

    std::vector<char> bytes(size_t count, int kinds = 256) {
        std::vector<char> made;
        made.reserve(count + 1); // has an address even if it is empty
        made.resize(count);
        for (char& byte : made) byte = static_cast<char>(below(static_cast<size_t>(kinds)));
        return made;
    }

    // Of few different characters, so that there is something to be found.
    std::string text(size_t limit, const char* characters = "abAB\xc3") {
        std::string made(below(limit), 'a');
        for (char& character : made) character = characters[below(strlen(characters))];
        return made;
    }

    std::mt19937_64 random_{1};
};

// Exactly as large as what is in it, so that the sanitizer sees every step beyond.
struct Exact {
    explicit Exact(const std::string& text) : memory(new char[text.size() + 1]) {
        memcpy(memory, text.c_str(), text.size() + 1);
    }
    ~Exact() { delete[] memory; }
    Exact(const Exact&) = delete;
    char* memory;
};

TEST_F(Strings, CopiesAtEveryAlignment) {
    for (size_t length = 0; length < 200; ++length) {
        for (size_t from = 0; from < 8; ++from) {
            for (size_t to = 0; to < 8; ++to) {
                const std::vector<char> source = bytes(from + length);
                std::vector<char> expected = bytes(to + length), found = expected;
                std::copy(source.begin() + from, source.end(), expected.begin() + to);
                EXPECT_EQ(stile_memcpy(found.data() + to, source.data() + from, length), found.data() + to);
                ASSERT_EQ(found, expected) << length << " bytes from " << from << " to " << to;
            }
        }
    }
}

TEST_F(Strings, LargeCopies) {
    for (int i = 0; i < 300; ++i) {
        const size_t from = below(8), to = below(8), length = below(20'000);
        const std::vector<char> source = bytes(from + length);
        std::vector<char> found(to + length);
        EXPECT_EQ(stile_mempcpy(found.data() + to, source.data() + from, length), found.data() + to + length);
        EXPECT_TRUE(std::equal(source.begin() + from, source.end(), found.begin() + to));
    }
}

TEST_F(Strings, MovesWithinOneArray) {
    for (int i = 0; i < 100'000; ++i) {
        const size_t size = 1 + below(300), length = below(size + 1);
        const size_t from = below(size - length + 1), to = below(size - length + 1);
        std::vector<char> expected = bytes(size), found = expected;
        memmove(expected.data() + to, expected.data() + from, length);
        EXPECT_EQ(stile_memmove(found.data() + to, found.data() + from, length), found.data() + to);
        ASSERT_EQ(found, expected) << length << " bytes from " << from << " to " << to;
    }
}

TEST_F(Strings, FillsAtEveryAlignment) {
    for (size_t length = 0; length < 300; ++length) {
        for (size_t to = 0; to < 8; ++to) {
            const int byte = static_cast<int>(random_());
            std::vector<char> expected = bytes(to + length + below(8)), found = expected;
            std::fill_n(expected.begin() + to, length, static_cast<char>(byte));
            EXPECT_EQ(stile_memset(found.data() + to, byte, length), found.data() + to);
            ASSERT_EQ(found, expected);
        }
    }
}

TEST_F(Strings, ComparesAndFindsBytes) {
    for (int i = 0; i < 50'000; ++i) {
        const std::vector<char> a = bytes(below(40), 3), b = bytes(a.size(), 3), wanted = bytes(below(4), 3);
        const int byte = static_cast<int>(below(4)) + 256;
        EXPECT_EQ(sign(stile_memcmp(a.data(), b.data(), a.size())),
                  sign(memcmp(a.data(), b.data(), a.size())));
        EXPECT_EQ(stile_memchr(a.data(), byte, a.size()), memchr(a.data(), byte, a.size()));
        EXPECT_EQ(stile_memrchr(a.data(), byte, a.size()), memrchr(a.data(), byte, a.size()));
        EXPECT_EQ(stile_memmem(a.data(), a.size(), wanted.data(), wanted.size()),
                  memmem(a.data(), a.size(), wanted.data(), wanted.size()));
    }
    const unsigned char low = 1, high = 200;
    EXPECT_LT(stile_memcmp(&low, &high, 1), 0);
}

TEST_F(Strings, ComparesStrings) {
    for (int i = 0; i < 50'000; ++i) {
        const Exact a(text(12)), b(text(12));
        const size_t most = below(14);
        EXPECT_EQ(stile_strlen(a.memory), strlen(a.memory));
        EXPECT_EQ(stile_strnlen(a.memory, most), strnlen(a.memory, most));
        EXPECT_EQ(sign(stile_strcmp(a.memory, b.memory)), sign(strcmp(a.memory, b.memory)));
        EXPECT_EQ(sign(stile_strncmp(a.memory, b.memory, most)), sign(strncmp(a.memory, b.memory, most)));
        EXPECT_EQ(sign(stile_strcasecmp(a.memory, b.memory)), sign(strcasecmp(a.memory, b.memory)));
        EXPECT_EQ(sign(stile_strncasecmp(a.memory, b.memory, most)),
                  sign(strncasecmp(a.memory, b.memory, most)));
    }
}

TEST_F(Strings, SearchesStrings) {
    for (int i = 0; i < 50'000; ++i) {
        const Exact a(text(30)), wanted(text(5)), set(text(4, "abAx"));
        const int character = "abxA\xc3"[below(6)];
        EXPECT_EQ(stile_strchr(a.memory, character), strchr(a.memory, character));
        EXPECT_EQ(stile_strchrnul(a.memory, character), strchrnul(a.memory, character));
        EXPECT_EQ(stile_strrchr(a.memory, character), strrchr(a.memory, character));
        EXPECT_EQ(stile_strspn(a.memory, set.memory), strspn(a.memory, set.memory));
        EXPECT_EQ(stile_strcspn(a.memory, set.memory), strcspn(a.memory, set.memory));
        EXPECT_EQ(stile_strpbrk(a.memory, set.memory), strpbrk(a.memory, set.memory));
        EXPECT_EQ(stile_strstr(a.memory, wanted.memory), strstr(a.memory, wanted.memory));
        EXPECT_EQ(stile_strcasestr(a.memory, wanted.memory), strcasestr(a.memory, wanted.memory));
    }
}

TEST_F(Strings, CopiesStrings) {
    for (int i = 0; i < 50'000; ++i) {
        const Exact from(text(20));
        const size_t length = strlen(from.memory), most = below(25);
        std::vector<char> expected(64, '#'), found(64, '#');
        EXPECT_EQ(stile_stpcpy(found.data(), from.memory), found.data() + length);
        strcpy(expected.data(), from.memory);
        EXPECT_EQ(stile_strcat(found.data(), from.memory), found.data());
        strcat(expected.data(), from.memory);
        EXPECT_EQ(stile_strncat(found.data(), from.memory, most), found.data());
        strncat(expected.data(), from.memory, most);
        ASSERT_EQ(found, expected);
        EXPECT_EQ(stile_strncpy(found.data(), from.memory, most), found.data());
        strncpy(expected.data(), from.memory, most);
        EXPECT_EQ(stile_strcpy(found.data() + 32, from.memory), found.data() + 32);
        strcpy(expected.data() + 32, from.memory);
        ASSERT_EQ(found, expected);
    }
}

TEST_F(Strings, BoundedCopiesAlwaysEnd) {
    for (int i = 0; i < 20'000; ++i) {
        const std::string from = text(20), before = text(10);
        const size_t size = below(24);
        std::vector<char> room(size);
        EXPECT_EQ(stile_strlcpy(room.data(), from.c_str(), size), from.size());
        if (size > 0) {
            EXPECT_EQ(room.data(), from.substr(0, size - 1));
        }
        if (before.size() >= size) continue;
        strcpy(room.data(), before.c_str());
        EXPECT_EQ(stile_strlcat(room.data(), from.c_str(), size), before.size() + from.size());
        EXPECT_EQ(room.data(), (before + from).substr(0, size - 1));
    }
    char full[3] = {'a', 'b', 'c'}; // no zero byte: nothing is added
    EXPECT_EQ(stile_strlcat(full, "xyz", sizeof full), 6u);
    EXPECT_EQ(std::string(full, 3), "abc");
}

TEST_F(Strings, CutsIntoWords) {
    for (int i = 0; i < 20'000; ++i) {
        const std::string whole = text(30, "ab ,;");
        std::string expected = whole, found = whole;
        char *expected_rest, *rest;
        const char* separators = below(2) ? " ,;" : ",";
        char* expected_word = strtok_r(expected.data(), separators, &expected_rest);
        char* word = stile_strtok_r(found.data(), separators, &rest);
        for (int words = 0; words < 40; ++words) {
            ASSERT_EQ(word != nullptr, expected_word != nullptr) << whole;
            if (!word) break;
            EXPECT_EQ(word - found.data(), expected_word - expected.data()) << whole;
            EXPECT_STREQ(word, expected_word) << whole;
            expected_word = strtok_r(nullptr, separators, &expected_rest);
            word = stile_strtok_r(nullptr, separators, &rest);
        }
        expected = found = whole;
        expected_rest = expected.data(), rest = found.data();
        while ((expected_word = strsep(&expected_rest, separators))) {
            word = stile_strsep(&rest, separators);
            ASSERT_STREQ(word, expected_word) << whole;
        }
        EXPECT_EQ(stile_strsep(&rest, separators), nullptr);
    }
}

TEST_F(Strings, DuplicatesAreTheCallers) {
    char* whole = stile_strdup("text");
    char* part = stile_strndup("text", 2);
    EXPECT_STREQ(whole, "text");
    EXPECT_STREQ(part, "te");
    stile_free(whole);
    stile_free(part);
}

TEST_F(Strings, ErrorsAndSignalsInWords) {
    EXPECT_STREQ(stile_strerror(0), "Success");
    EXPECT_STREQ(stile_strerror(ENOENT), strerror(ENOENT));
    EXPECT_STREQ(stile_strerror(EILSEQ), strerror(EILSEQ));
    EXPECT_STREQ(stile_strerror(4095), "Unknown error 4095");
    EXPECT_STREQ(stile_strerror(-1), "Unknown error -1");
    for (const int signal : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18}) {
        EXPECT_STREQ(stile_strsignal(signal), strsignal(signal));
    }
    EXPECT_STREQ(stile_strsignal(32), "Real-time signal 0");
    EXPECT_STREQ(stile_strsignal(65), "Unknown signal 65");
}

TEST_F(Strings, KindsOfCharacters) {
    for (int character = -1; character < 256; ++character) {
        EXPECT_EQ(stile_isalnum(character) != 0, isalnum(character) != 0) << character;
        EXPECT_EQ(stile_isalpha(character) != 0, isalpha(character) != 0) << character;
        EXPECT_EQ(stile_isblank(character) != 0, isblank(character) != 0) << character;
        EXPECT_EQ(stile_iscntrl(character) != 0, iscntrl(character) != 0) << character;
        EXPECT_EQ(stile_isdigit(character) != 0, isdigit(character) != 0) << character;
        EXPECT_EQ(stile_isgraph(character) != 0, isgraph(character) != 0) << character;
        EXPECT_EQ(stile_islower(character) != 0, islower(character) != 0) << character;
        EXPECT_EQ(stile_isprint(character) != 0, isprint(character) != 0) << character;
        EXPECT_EQ(stile_ispunct(character) != 0, ispunct(character) != 0) << character;
        EXPECT_EQ(stile_isspace(character) != 0, isspace(character) != 0) << character;
        EXPECT_EQ(stile_isupper(character) != 0, isupper(character) != 0) << character;
        EXPECT_EQ(stile_isxdigit(character) != 0, isxdigit(character) != 0) << character;
        EXPECT_EQ(stile_tolower(character), tolower(character)) << character;
        EXPECT_EQ(stile_toupper(character), toupper(character)) << character;
    }
}

TEST_F(Strings, TheEnvironmentGrowsAndShrinks) {
    char first[] = "FIRST=1", shadow[] = "FIRSTBORN=2";
    char* initial[] = {shadow, first, nullptr};
    stile_environ = initial;
    EXPECT_STREQ(stile_getenv("FIRST"), "1");
    EXPECT_EQ(stile_getenv("FIR"), nullptr);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(stile_setenv(("NAME" + std::to_string(i)).c_str(), std::to_string(i).c_str(), 0), 0);
    }
    EXPECT_STREQ(stile_getenv("NAME57"), "57");
    EXPECT_EQ(stile_setenv("NAME57", "other", 0), 0);
    EXPECT_STREQ(stile_getenv("NAME57"), "57");
    EXPECT_EQ(stile_setenv("NAME57", "other", 1), 0);
    EXPECT_STREQ(stile_getenv("NAME57"), "other");
    EXPECT_EQ(stile_unsetenv("NAME57"), 0);
    EXPECT_EQ(stile_getenv("NAME57"), nullptr);
    EXPECT_STREQ(stile_getenv("NAME58"), "58");
    EXPECT_STREQ(stile_getenv("FIRSTBORN"), "2");
    char own[] = "FIRST=own";
    EXPECT_EQ(stile_putenv(own), 0);
    own[6] = 'O';
    EXPECT_STREQ(stile_getenv("FIRST"), "Own");
    EXPECT_EQ(stile_setenv("a=b", "", 1), -1);
    EXPECT_EQ(stile_setenv("", "", 1), -1);
    stile_environ = nullptr;
    EXPECT_EQ(stile_getenv("FIRST"), nullptr);
    EXPECT_EQ(stile_setenv("NEW", "1", 1), 0);
    EXPECT_STREQ(stile_getenv("NEW"), "1");
}

} // namespace
