// tests/host/utf16_test.cpp: text between UTF-8 and UTF-16: what is right goes there and back, and nothing else goes at all.

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <utf16.h>
#include <utf8.h>
#include <vector>

namespace {

using Units = std::u16string;

// The library has a unit as a number; a char16_t is that number.
std::vector<uint16_t> numbers(const Units& text) { return {text.begin(), text.end()}; }

struct ToUnits {
    text_converted result;
    Units made;
};

ToUnits to_units(const std::string& text, size_t room = 64) {
    std::vector<uint16_t> made(room);
    const text_converted result = utf8_to_utf16(text.data(), text.size(), made.data(), room);
    return {result, Units(made.begin(), made.begin() + static_cast<ptrdiff_t>(result.made))};
}

struct ToBytes {
    text_converted result;
    std::string made;
};

ToBytes to_bytes(const Units& text, size_t room = 64) {
    std::string made(room, '?');
    const text_converted result = utf16_to_utf8(numbers(text).data(), text.size(), made.data(), room);
    return {result, made.substr(0, result.made)};
}

void goes_both_ways(const std::string& bytes, const Units& units) {
    const ToUnits there = to_units(bytes);
    EXPECT_EQ(there.result.end, TEXT_WHOLE);
    EXPECT_EQ(there.result.taken, bytes.size());
    EXPECT_EQ(there.made, units);
    const ToBytes back = to_bytes(units);
    EXPECT_EQ(back.result.end, TEXT_WHOLE);
    EXPECT_EQ(back.result.taken, units.size());
    EXPECT_EQ(back.made, bytes);
}

TEST(Utf16, GoesThereAndBack) { // [2.4]
    goes_both_ways("Hello", u"Hello");
    goes_both_ways("\xe4\xbd\xa0\xe5\xa5\xbd", u"\u4f60\u597d");
    goes_both_ways("\xf0\x9f\x98\x80", u"\xd83d\xde00");
    goes_both_ways("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", u"a\u00e9\u20ac\xd83d\xde00z");
    goes_both_ways("", u"");
    goes_both_ways(std::string("a\0b", 3), Units(u"a\0b", 3));
}

TEST(Utf16, TheFirstAndTheLastOfEachLength) { // [2.4]
    goes_both_ways("\x7f\xc2\x80", u"\u007f\u0080");
    goes_both_ways("\xdf\xbf\xe0\xa0\x80", u"\u07ff\u0800");
    goes_both_ways("\xed\x9f\xbf\xee\x80\x80", u"\xd7ff\xe000");
    goes_both_ways("\xef\xbf\xbf\xf0\x90\x80\x80", u"\xffff\xd800\xdc00");
    goes_both_ways("\xf4\x8f\xbf\xbf", u"\xdbff\xdfff");
}

TEST(Utf16, EveryCharacter) { // [2.4]
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        if (code >= 0xd800 && code <= 0xdfff) continue;
        const uint16_t pair[] = {static_cast<uint16_t>(0xd7c0 + (code >> 10)),
                                 static_cast<uint16_t>(0xdc00 + (code & 0x3ff))};
        const uint16_t single = static_cast<uint16_t>(code);
        const size_t units = code < 0x10000 ? 1 : 2;
        char bytes[4];
        uint16_t back[2];
        const text_converted there = utf16_to_utf8(units == 1 ? &single : pair, units, bytes, sizeof bytes);
        const utf8_character character = utf8_first(bytes, there.made);
        const text_converted again = utf8_to_utf16(bytes, there.made, back, 2);
        ASSERT_EQ(there.end, TEXT_WHOLE) << code;
        ASSERT_EQ(character.code, code);
        ASSERT_EQ(character.bytes, there.made) << code;
        ASSERT_EQ(again.made, units) << code;
        ASSERT_EQ(back[0], units == 1 ? single : pair[0]) << code;
    }
}

struct Bad {
    const char* what;
    std::string bytes;
    text_end end = TEXT_WRONG;
};

TEST(Utf16, WrongUtf8EndsIt) { // [2.4]
    const Bad all[] = {
        {"a byte that only goes on", "\x80"},
        {"another", "\xbf"},
        {"a slash in two bytes", "\xc0\xaf"},
        {"in three", "\xe0\x80\xaf"},
        {"in four", "\xf0\x80\x80\xaf"},
        {"0 in two bytes", std::string("\xc0\x80", 2)},
        {"U+7F in two", "\xc1\xbf"},
        {"U+7FF in three", "\xe0\x9f\xbf"},
        {"U+FFFF in four", "\xf0\x8f\xbf\xbf"},
        {"the first surrogate", "\xed\xa0\x80"},
        {"the last", "\xed\xbf\xbf"},
        {"a pair of them", "\xed\xa0\xbd\xed\xb8\x80"},
        {"beyond U+10FFFF", "\xf4\x90\x80\x80"},
        {"far beyond", "\xf5\x80\x80\x80"},
        {"five bytes", "\xf8\x88\x80\x80\x80"},
        {"no first byte", "\xff"},
        {"a letter in the second place", "\xc3("},
        {"in the third", "\xe4\xbd("},
        {"in the fourth", "\xf0\x9f\x98("},
        {"one of two", "\xc3", TEXT_CUT_SHORT},
        {"one of three", "\xe4", TEXT_CUT_SHORT},
        {"two of three", "\xe4\xbd", TEXT_CUT_SHORT},
        {"three of four", "\xf0\x9f\x98", TEXT_CUT_SHORT},
        {"two of three that are a surrogate already", "\xed\xa0"},
        {"two of four that are too long already", "\xf0\x80"},
    };
    for (const Bad& bad : all) {
        const ToUnits made = to_units("ok" + bad.bytes);
        EXPECT_EQ(made.result.end, bad.end) << bad.what;
        EXPECT_EQ(made.result.taken, 2u) << bad.what;
        EXPECT_EQ(made.made, u"ok") << bad.what;
        EXPECT_EQ(utf8_first(bad.bytes.data(), bad.bytes.size()).bytes, 0u) << bad.what;
    }
}

TEST(Utf16, ALoneSurrogateEndsIt) { // [2.4]
    const struct {
        Units units;
        text_end end;
    } all[] = {{u"\xdc00", TEXT_WRONG},       {u"\xdfff\xd800", TEXT_WRONG}, {u"\xd800x", TEXT_WRONG},
               {u"\xd800\xd800", TEXT_WRONG}, {u"\xd83d", TEXT_CUT_SHORT},   {u"\xdbff\xe000", TEXT_WRONG}};
    for (const auto& bad : all) {
        const ToBytes made = to_bytes(u"ok" + bad.units);
        EXPECT_EQ(made.result.end, bad.end);
        EXPECT_EQ(made.result.taken, 2u);
        EXPECT_EQ(made.made, "ok");
    }
}

TEST(Utf16, ShortRoomEndsBetweenCharacters) {                          // [2.4]
    const std::string bytes = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"; // 1 + 2 + 3 + 4
    const Units units = u"a\u00e9\u20ac\xd83d\xde00";                  // 1 + 1 + 1 + 2
    const size_t bytes_at[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10}, units_at[] = {0, 1, 2, 3, 3, 5};
    for (size_t room = 0; room <= bytes.size(); room++) {
        const ToBytes made = to_bytes(units, room);
        EXPECT_EQ(made.result.made, bytes_at[room]);
        EXPECT_EQ(made.result.end, room == bytes.size() ? TEXT_WHOLE : TEXT_NO_ROOM);
        EXPECT_EQ(made.made, bytes.substr(0, bytes_at[room]));
    }
    for (size_t room = 0; room <= units.size(); room++) {
        const ToUnits made = to_units(bytes, room);
        EXPECT_EQ(made.result.made, units_at[room]);
        EXPECT_EQ(made.result.end, room == units.size() ? TEXT_WHOLE : TEXT_NO_ROOM);
        EXPECT_EQ(made.made, units.substr(0, units_at[room]));
    }
}

} // namespace
