// tests/host/string_test.cpp: the kernel's functions on bytes and strings, compared with the host's.
#include "kernel_string.h"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strncmp

namespace {

constexpr usize kAlignments = 16; // two words: each remainder occurs on both sides of a word
constexpr usize kBlockSize = 128; // of the smaller loops over large sizes

// Every size up to several blocks, and some large ones.
std::vector<usize> sizes() {
    std::vector<usize> all(2 * kBlockSize + 2 * kAlignments);
    std::iota(all.begin(), all.end(), 0);
    all.insert(all.end(), {1023, 1024, 1025, 1151, 1152, 1201, 2047, 4095, 4096, 4097, 65536});
    return all;
}

std::vector<u8> random_bytes(usize count) {
    static std::mt19937 random(1);
    std::vector<u8> bytes(count);
    std::generate(bytes.begin(), bytes.end(), [] { return static_cast<u8>(random()); });
    return bytes;
}

// Bytes around the target that must stay as they are.
constexpr usize kMargin = 24;

TEST(String, MemcpyAtEveryAlignmentAndSize) {
    for (const usize size : sizes()) {
        const std::vector<u8> source = random_bytes(size + kAlignments);
        const std::vector<u8> before = random_bytes(size + kAlignments + 2 * kMargin);
        for (usize from = 0; from < kAlignments; from++) {
            for (usize to = 0; to < kAlignments; to++) {
                std::vector<u8> found = before, expected = before;
                u8* const target = found.data() + kMargin + to;
                ASSERT_EQ(kernel_memcpy(target, source.data() + from, size), target);
                std::memcpy(expected.data() + kMargin + to, source.data() + from, size);
                ASSERT_EQ(found, expected) << size << " bytes from " << from << " to " << to;
            }
        }
    }
}

TEST(String, MemsetAtEveryAlignmentAndSize) {
    for (const usize size : sizes()) {
        const std::vector<u8> before = random_bytes(size + kAlignments + 2 * kMargin);
        for (usize to = 0; to < kAlignments; to++) {
            for (const int value : {0, 1, 0x80, 0xff, -1, 0x1234}) {
                std::vector<u8> found = before, expected = before;
                u8* const target = found.data() + kMargin + to;
                ASSERT_EQ(kernel_memset(target, value, size), target);
                std::memset(expected.data() + kMargin + to, value, size);
                ASSERT_EQ(found, expected) << size << " bytes of " << value << " to " << to;
            }
        }
    }
}

TEST(String, MemmoveAtEveryOverlap) {
    for (usize size = 0; size < 2 * kBlockSize + kAlignments; size++) {
        const std::vector<u8> before = random_bytes(size + 4 * kMargin);
        for (usize from = 0; from < kAlignments; from++) {
            // Down and up by a few bytes, by a word, by whole words, and beyond each other.
            for (const usize to : {usize{0}, from / 2, from, from + 1, from + 7, from + 8, from + 16,
                                   from + size / 2, from + size}) {
                if (to + size > before.size()) continue;
                std::vector<u8> found = before, expected = before;
                ASSERT_EQ(kernel_memmove(found.data() + to, found.data() + from, size), found.data() + to);
                std::memmove(expected.data() + to, expected.data() + from, size);
                ASSERT_EQ(found, expected) << size << " bytes from " << from << " to " << to;
            }
        }
    }
}

int sign(int value) { return (value > 0) - (value < 0); }

TEST(String, MemcmpSaysWhichIsGreater) {
    for (usize size = 0; size < 40; size++) {
        const std::vector<u8> a = random_bytes(size);
        EXPECT_EQ(kernel_memcmp(a.data(), std::vector(a).data(), size), 0);
        for (usize at = 0; at < size; at++) {
            std::vector<u8> b = a;
            b[at] = static_cast<u8>(b[at] + 1 + at * 5);
            ASSERT_EQ(sign(kernel_memcmp(a.data(), b.data(), size)),
                      sign(std::memcmp(a.data(), b.data(), size)));
            ASSERT_EQ(kernel_memcmp(a.data(), b.data(), at), 0);
        }
    }
}

// A copy of a text in an allocation of exactly its size, so that the sanitizer sees each byte too many.
std::unique_ptr<char[]> exact(const std::string& text) {
    auto copy = std::make_unique<char[]>(text.size() + 1);
    std::copy_n(text.c_str(), text.size() + 1, copy.get());
    return copy;
}

TEST(String, StringsOfSeveralKinds) {
    static const std::vector<std::string> kTexts = {
        "", "a", "b", "ab", "abc", "abd", "ABC", "\xff", "\x7f\x80", "a\xc3\xa9", "abcdefghij", "abcdefghik"};
    for (const std::string& left : kTexts) {
        const auto a = exact(left);
        EXPECT_EQ(kernel_strlen(a.get()), left.size());
        for (const std::string& right : kTexts) {
            const auto b = exact(right);
            EXPECT_EQ(sign(kernel_strcmp(a.get(), b.get())), sign(std::strcmp(a.get(), b.get())));
            for (const usize most : {0, 1, 2, 3, 9, 10, 11, 100}) {
                EXPECT_EQ(sign(kernel_strncmp(a.get(), b.get(), most)),
                          sign(std::strncmp(a.get(), b.get(), most)))
                    << left << " and " << right << ", up to " << most;
            }
        }
    }
}

TEST(String, StrncmpNeedsNoZeroByte) {
    const std::vector<char> a = {'a', 'b', 'c'}, b = {'a', 'b', 'd'};
    EXPECT_EQ(kernel_strncmp(a.data(), b.data(), 2), 0);
    EXPECT_LT(kernel_strncmp(a.data(), b.data(), 3), 0);
}

TEST(String, CopyStringCutsOffAndEnds) {
    for (const std::string text : {"", "a", "hello", "hello, world"}) {
        const auto source = exact(text);
        for (usize size = 1; size < 20; size++) {
            std::vector<char> target(size, '#');
            copy_string(target.data(), source.get(), size);
            EXPECT_EQ(std::string(target.data()), text.substr(0, size - 1));
            for (usize i = text.size() + 1; i < size; i++)
                EXPECT_EQ(target[i], '#'); // nothing is written behind the end
        }
    }
}

} // namespace
