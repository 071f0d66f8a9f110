// tests/host/libc_stdio_test.cpp: buffered files against the host's, when system calls happen, and scanf.

#include "libc_names.h"
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <sys/resource.h>
#include <unistd.h>

namespace {

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Stdio : public testing::Test {
  protected:
    Stdio() {
        char name[] = "/tmp/libc_stdio_XXXXXX";
        folder_ = mkdtemp(name);
        kernel_ = {};
    }
    ~Stdio() override {
        kernel_ = {};
        for (const char* name : {"/ours", "/theirs"}) unlink((folder_ + name).c_str());
        rmdir(folder_.c_str());
    }
    size_t below(size_t limit) { return random_() % limit; }

    std::string folder_;
    FakeKernel& kernel_ = FakeKernel::instance();
    std::mt19937_64 random_{1};
};

// The same random steps on a file of ours and on one of the host's: every step answers the same.
class Twins : public Stdio {
  protected:
    void open(const char* mode) {
        ours_ = stile_fopen((folder_ + "/ours").c_str(), mode);
        theirs_ = fopen((folder_ + "/theirs").c_str(), mode);
        ASSERT_NE(ours_, nullptr);
        ASSERT_NE(theirs_, nullptr);
    }
    void close() {
        EXPECT_EQ(stile_fclose(ours_), fclose(theirs_));
        EXPECT_EQ(contents(folder_ + "/ours"), contents(folder_ + "/theirs"));
    }

    std::string any_text() {
        std::string text(below(below(10) == 0 ? 10'000 : 60), 'a');
        for (char& character : text) character = static_cast<char>(below(10) == 0 ? '\n' : 'a' + below(26));
        return text;
    }

    void write_step() {
        const std::string text = any_text();
        switch (below(4)) {
        case 0: EXPECT_EQ(stile_fputs(text.c_str(), ours_) >= 0, fputs(text.c_str(), theirs_) >= 0); break;
        case 1: EXPECT_EQ(stile_fputc('x', ours_), fputc('x', theirs_)); break;
        case 2:
            EXPECT_EQ(stile_fprintf(ours_, "%d %s", 5, text.c_str()),
                      fprintf(theirs_, "%d %s", 5, text.c_str()));
            break;
        default:
            EXPECT_EQ(stile_fwrite(text.data(), 1, text.size(), ours_),
                      fwrite(text.data(), 1, text.size(), theirs_));
            break;
        }
    }

    void read_step() {
        const size_t size = 1 + below(below(10) == 0 ? 9'000 : 80);
        std::vector<char> found(size, '#'), expected(size, '#');
        switch (below(4)) {
        case 0: EXPECT_EQ(stile_fgetc(ours_), fgetc(theirs_)); break;
        case 1: {
            char* line = stile_fgets(found.data(), static_cast<int>(size), ours_);
            EXPECT_EQ(line != nullptr, fgets(expected.data(), static_cast<int>(size), theirs_) != nullptr);
            if (line) {
                EXPECT_STREQ(found.data(), expected.data());
            }
            break;
        }
        case 2: {
            const int character = stile_fgetc(ours_);
            EXPECT_EQ(fgetc(theirs_), character);
            if (character != EOF) {
                EXPECT_EQ(stile_ungetc(character, ours_), ungetc(character, theirs_));
            }
            break;
        }
        default:
            EXPECT_EQ(stile_fread(found.data(), 3, size / 3, ours_),
                      fread(expected.data(), 3, size / 3, theirs_));
            EXPECT_EQ(found, expected);
            break;
        }
        EXPECT_EQ(stile_feof(ours_) != 0, feof(theirs_) != 0);
    }

    void move_step() {
        const long offset = static_cast<long>(below(30'000)) - 10'000;
        const int whence = static_cast<int>(below(3));
        EXPECT_EQ(stile_fseek(ours_, offset, whence), fseek(theirs_, offset, whence))
            << offset << " from " << whence;
        EXPECT_EQ(stile_ftell(ours_), ftell(theirs_));
    }

    StdioFile* ours_ = nullptr;
    FILE* theirs_ = nullptr;
};

TEST_F(Twins, ReadWriteAndMove) {
    for (const char* mode : {"w+", "r+", "a+", "r+", "w+x"}) {
        if (strchr(mode, 'x')) {
            EXPECT_EQ(stile_fopen((folder_ + "/ours").c_str(), mode), nullptr);
            EXPECT_EQ(stile_errno, EEXIST);
            continue;
        }
        open(mode);
        for (int i = 0; i < 3'000; ++i) {
            // Between reading and writing, the standard asks for a move.
            move_step();
            const bool writes = below(2);
            for (size_t steps = below(6); steps > 0; --steps) writes ? write_step() : read_step();
            if (HasFailure()) return;
        }
        close();
    }
}

TEST_F(Twins, ReadingToTheEnd) {
    std::ofstream(folder_ + "/ours") << std::string(100'000, 'x') << "\nlast line without an end";
    std::ofstream(folder_ + "/theirs") << contents(folder_ + "/ours");
    open("r");
    for (int i = 0; i < 3'000; ++i) read_step();
    EXPECT_TRUE(stile_feof(ours_));
    stile_clearerr(ours_);
    EXPECT_FALSE(stile_feof(ours_));
    stile_rewind(ours_);
    EXPECT_EQ(stile_fgetc(ours_), 'x');
    close();
}

TEST_F(Stdio, LinesOfAnyLength) {
    std::ofstream(folder_ + "/ours") << "short\n" << std::string(50'000, 'y') << "\n\nno end";
    StdioFile* file = stile_fopen((folder_ + "/ours").c_str(), "r");
    char* line = nullptr;
    size_t size = 0;
    EXPECT_EQ(stile_getline(&line, &size, file), 6);
    EXPECT_STREQ(line, "short\n");
    EXPECT_EQ(stile_getline(&line, &size, file), 50'001);
    EXPECT_EQ(stile_getline(&line, &size, file), 1);
    EXPECT_EQ(stile_getline(&line, &size, file), 6);
    EXPECT_STREQ(line, "no end");
    EXPECT_EQ(stile_getline(&line, &size, file), -1);
    stile_free(line);
    EXPECT_EQ(stile_fclose(file), 0);
}

TEST_F(Stdio, ModesAreKept) {
    const std::string path = folder_ + "/ours";
    EXPECT_EQ(stile_fopen(path.c_str(), "r"), nullptr);
    EXPECT_EQ(stile_errno, ENOENT);
    EXPECT_EQ(stile_fopen(path.c_str(), "q"), nullptr);
    EXPECT_EQ(stile_errno, EINVAL);
    StdioFile* file = stile_fopen(path.c_str(), "w");
    EXPECT_EQ(stile_fputs("text", file), 0);
    EXPECT_EQ(stile_fgetc(file), EOF);
    EXPECT_EQ(stile_errno, EBADF);
    EXPECT_TRUE(stile_ferror(file));
    EXPECT_EQ(stile_fclose(file), 0);
    file = stile_fopen(path.c_str(), "r");
    EXPECT_EQ(stile_fputc('x', file), EOF);
    EXPECT_EQ(stile_fgetc(file), 't');
    EXPECT_EQ(stile_fclose(file), 0);
    EXPECT_EQ(contents(path), "text");
}

TEST_F(Stdio, ReopenedFilesKeepTheirDescriptor) {
    const std::string path = folder_ + "/ours";
    StdioFile* file = stile_fopen(path.c_str(), "w");
    stile_fputs("first", file);
    EXPECT_EQ(stile_freopen((folder_ + "/theirs").c_str(), "w", file), file);
    stile_fputs("second", file);
    EXPECT_EQ(stile_fclose(file), 0);
    EXPECT_EQ(contents(path), "first");
    EXPECT_EQ(contents(folder_ + "/theirs"), "second");
}

TEST_F(Stdio, WhatCannotBeWrittenIsAnError) {
    StdioFile* file = stile_fopen("/dev/full", "w");
    EXPECT_EQ(stile_fputs("text", file), 0); // into the buffer
    EXPECT_EQ(stile_fflush(file), EOF);
    EXPECT_EQ(stile_errno, ENOSPC);
    EXPECT_TRUE(stile_ferror(file));
    EXPECT_EQ(stile_fputs(std::string(10'000, 'x').c_str(), file), EOF);
    stile_fputs("rest", file);
    EXPECT_EQ(stile_fclose(file), EOF);
}

// The three standard files, in one test: how they are buffered is decided once.
TEST_F(Stdio, TerminalsGetLinesAndErrorsGetOut) {
    kernel_.terminal = true;
    stile_errno = 0;
    stile_printf("no end yet %d", 1);
    EXPECT_TRUE(kernel_.writes.empty());
    stile_printf("\nnext");
    EXPECT_EQ(kernel_.writes, std::vector<std::string>{"no end yet 1\n"});
    EXPECT_EQ(stile_fflush(stile_stdout), 0);
    EXPECT_EQ(kernel_.writes.back(), "next");

    kernel_.writes.clear();
    stile_fprintf(stile_stderr, "%s: %d %s %d\n", "program", 1, "message", 2);
    EXPECT_EQ(kernel_.writes, std::vector<std::string>{"program: 1 message 2\n"});
    stile_errno = ENOENT;
    stile_perror("file");
    EXPECT_EQ(kernel_.writes.back(), "file: No such file or directory\n");
    stile_dprintf(2, "to a descriptor %d\n", 7);
    EXPECT_EQ(kernel_.writes.back(), "to a descriptor 7\n");

    // A question is shown before its answer is read.
    kernel_.input = "first answer\nsecond\n";
    kernel_.order.clear();
    stile_printf("question? ");
    char line[32];
    EXPECT_STREQ(stile_fgets(line, sizeof line, stile_stdin), "first answer\n");
    EXPECT_EQ(kernel_.order, (std::vector<std::string>{"write", "read"}));
    int number;
    EXPECT_EQ(stile_fscanf(stile_stdin, "%d", &number), 0);
    EXPECT_EQ(stile_fgetc(stile_stdin), 's'); // what did not fit stays
    EXPECT_STREQ(stile_fgets(line, sizeof line, stile_stdin), "econd\n");
    EXPECT_EQ(stile_fgetc(stile_stdin), EOF);
    EXPECT_TRUE(stile_feof(stile_stdin));

    // Set to blocks, it waits for the end of the program.
    kernel_.writes.clear();
    EXPECT_EQ(stile_setvbuf(stile_stdout, nullptr, 0, 0), 0);
    for (int i = 0; i < 1'000; ++i) stile_puts("ten bytes");
    EXPECT_EQ(kernel_.writes.size(), 2u);
    stile_stdio_exit_();
    size_t total = 0;
    for (const std::string& part : kernel_.writes) total += part.size();
    EXPECT_EQ(total, 10'000u);
    EXPECT_EQ(stile_setvbuf(stile_stdout, nullptr, 9, 0), -1);
}

// scanf: the same values, and the same number of them, as the host's.
struct Values {
    double d = 0.5;
    long l = -7;
    int i = -77;
    unsigned u = 77;
    int n = -9;
    float f = 0.25f;
    short h = -5;
    signed char hh = -3;
    char s[64] = "before";
    char c[61] = "BEFORE";
};
static_assert(sizeof(Values) == 8 + 8 + 4 * 4 + 2 + 1 + 64 + 61,
              "nothing between them: they are compared as bytes");

#define EXPECT_SAME_SCAN(text, format, ...)                                                                  \
    do {                                                                                                     \
        Values v;                                                                                            \
        const int expected_count = sscanf(text, format, __VA_ARGS__);                                        \
        const Values expected = v;                                                                           \
        v = Values();                                                                                        \
        EXPECT_EQ(stile_sscanf(text, format, __VA_ARGS__), expected_count) << text << " as " << format;      \
        EXPECT_EQ(memcmp(&v, &expected, sizeof v), 0) << text << " as " << format;                           \
    } while (false)

TEST_F(Stdio, ScansAsTheHostDoes) {
    for (const char* text :
         {"12 34", " -12,34", "0x1f 010", "abc", "", "   ", "99999999999999999999 1", "+7 -8", "1.5e3 x",
          "a1b2", "12abc", "-", "08 9", "\t\n5\n6", "inf nan", "[x] yz", "3:45", "100%", "x-y-z"}) {
        EXPECT_SAME_SCAN(text, "%d", &v.i);
        EXPECT_SAME_SCAN(text, "%d %d%n", &v.i, (int*)&v.u, &v.n);
        EXPECT_SAME_SCAN(text, "%i %u", &v.i, &v.u);
        EXPECT_SAME_SCAN(text, "%x%n", &v.u, &v.n);
        EXPECT_SAME_SCAN(text, "%o%n", &v.u, &v.n);
        EXPECT_SAME_SCAN(text, "%ld %hd %hhd", &v.l, &v.h, &v.hh);
        EXPECT_SAME_SCAN(text, "%f%n", &v.f, &v.n);
        EXPECT_SAME_SCAN(text, "%lf %s", &v.d, v.s);
        EXPECT_SAME_SCAN(text, "%s%n", v.s, &v.n);
        EXPECT_SAME_SCAN(text, "%3s%s", v.s, v.c);
        EXPECT_SAME_SCAN(text, "%c%n", v.c, &v.n);
        if (strlen(text) >= 3) {
            EXPECT_SAME_SCAN(text, "%3c", v.c); // of less the host makes do
        }
        EXPECT_SAME_SCAN(text, " %c %c", v.c, v.s);
        EXPECT_SAME_SCAN(text, "%*d %d", &v.i);
        EXPECT_SAME_SCAN(text, "%*s %s", v.s);
        EXPECT_SAME_SCAN(text, "%2d%2d", &v.i, &v.n);
        EXPECT_SAME_SCAN(text, "%[a-z]%n", v.s, &v.n);
        EXPECT_SAME_SCAN(text, "%[^ ]%n", v.s, &v.n);
        EXPECT_SAME_SCAN(text, "%[]x[]%s", v.s, v.c);
        EXPECT_SAME_SCAN(text, "%[^]]%s", v.s, v.c);
        EXPECT_SAME_SCAN(text, "%4[0-9a-]%s", v.s, v.c);
        EXPECT_SAME_SCAN(text, "%d:%d", &v.i, &v.n);
        EXPECT_SAME_SCAN(text, "%d%%%n", &v.i, &v.n);
        EXPECT_SAME_SCAN(text, "x%n", &v.n);
    }
}

TEST_F(Stdio, ScansFloatingPoint) {
    for (const char* text :
         {"1e5x", "-1.25E-3,", "0x1.8p3 ", "0x.8p-2", ".5e1", "5.e1", "+.25", "infinity", "-nan", "1e5 2"}) {
        EXPECT_SAME_SCAN(text, "%f%n", &v.f, &v.n);
        EXPECT_SAME_SCAN(text, "%lg%n", &v.d, &v.n);
    }
    for (const char* text :
         {"6e", "6e+", "+", ".", "-.e5", "0x", "0x.p1", "infinit"}) { // begin a number, and are none
        double number = 0.5;
        EXPECT_EQ(stile_sscanf(text, "%lf", &number), 0) << text;
        EXPECT_EQ(number, 0.5);
    }
}

TEST_F(Stdio, ScansRandomNumbersAsTheHostDoes) {
    for (int i = 0; i < 15'000; ++i) {
        std::string text;
        for (size_t length = below(24); length > 0; --length) text += "0123456789 +-.,xX"[below(17)];
        // What comes of "0x" without a digit behind it is not the same everywhere; nor of an exponent without one.
        const bool lone_prefix = text.find_first_of("xX") != std::string::npos;
        EXPECT_SAME_SCAN(text.c_str(), "%d%u%d%n", &v.i, &v.u, (int*)&v.l, &v.n);
        if (!lone_prefix) {
            EXPECT_SAME_SCAN(text.c_str(), "%lf%f%n", &v.d, &v.f, &v.n);
            EXPECT_SAME_SCAN(text.c_str(), "%i%x%n", &v.i, &v.u, &v.n);
        }
        if (HasFailure()) return;
    }
}

} // namespace
