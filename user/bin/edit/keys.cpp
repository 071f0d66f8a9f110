// user/bin/edit/keys.cpp: control characters, UTF-8, and the escape sequences of ECMA-48 that keyboards send.
#include "keys.h"
#include "../unicode.h"

#include <string.h>
#include <unistd.h>

namespace {

constexpr int kGone = -1;
constexpr char kEscape = 0x1b;
constexpr char kDelete = 0x7f;

constexpr char control(char letter) { return static_cast<char>(letter & 0x1f); }

constexpr struct {
    char byte;
    Key key;
} kControls[] = {
    {control('A'), Key::start},     {control('C'), Key::cancel},    {control('E'), Key::end},
    {control('F'), Key::find},      {control('G'), Key::go_to},     {control('H'), Key::erase_before},
    {control('J'), Key::enter},     {control('K'), Key::cut},       {control('L'), Key::redraw},
    {control('M'), Key::enter},     {control('N'), Key::find_next}, {control('O'), Key::save},
    {control('Q'), Key::quit},      {control('S'), Key::save},      {control('U'), Key::paste},
    {control('V'), Key::page_down}, {control('W'), Key::find},      {control('X'), Key::quit},
    {control('Y'), Key::page_up},   {control('D'), Key::erase_at},  {control('_'), Key::help},
    {kDelete, Key::erase_before},
};

// ESC [ with these behind it, or ESC O with the last letter.
constexpr struct {
    const char* text;
    Key key;
} kSequences[] = {
    {"A", Key::up},           {"B", Key::down},          {"C", Key::right},        {"D", Key::left},
    {"H", Key::start},        {"F", Key::end},           {"1~", Key::start},       {"7~", Key::start},
    {"4~", Key::end},         {"8~", Key::end},          {"3~", Key::erase_at},    {"5~", Key::page_up},
    {"6~", Key::page_down},   {"1;5C", Key::word_right}, {"1;5D", Key::word_left}, {"1;3C", Key::word_right},
    {"1;3D", Key::word_left}, {"P", Key::help},
};

} // namespace

int Keyboard::next_byte() {
    if (at_ == count_) {
        ssize_t count = read(STDIN_FILENO, bytes_, sizeof bytes_);
        at_ = count_ = 0;
        if (count <= 0) return kGone;
        count_ = static_cast<usize>(count);
    }
    return static_cast<unsigned char>(bytes_[at_++]);
}

Key Keyboard::next() {
    int byte = next_byte();
    if (byte == kGone) return Key::gone;
    char first = static_cast<char>(byte);
    if (first == kEscape) return sequence();
    for (const auto& [control_byte, key] : kControls)
        if (first == control_byte) return key;
    bool printable = first == '\t' || static_cast<unsigned char>(first) >= 0x20;
    return printable ? character(first) : Key::none;
}

// What is no UTF-8 is dropped; a byte that begins something else is left for the next key.
Key Keyboard::character(char first) {
    text_[0] = first;
    size_ = 1;
    u32 lead = static_cast<unsigned char>(first);
    if (lead < 0x80) return Key::text;
    usize wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4) return Key::none;
    while (size_ < wanted) {
        int byte = next_byte();
        if (byte == kGone) return Key::gone;
        if (!unicode::continues(static_cast<char>(byte))) {
            --at_;
            return Key::none;
        }
        text_[size_++] = static_cast<char>(byte);
    }
    u32 code = unicode::decode(text_, size_).code;
    return code < unicode::kInvalid && code >= 0xa0 ? Key::text : Key::none;
}

// After ESC. A sequence ends with the first byte from 0x40 on; one that is longer than any known is dropped.
Key Keyboard::sequence() {
    int kind = next_byte();
    if (kind == kGone) return Key::gone;
    if (kind == 'b') return Key::word_left;
    if (kind == 'f') return Key::word_right;
    if (kind != '[' && kind != 'O') return Key::none;
    char text[8] = {};
    for (usize size = 0;; ++size) {
        int byte = next_byte();
        if (byte == kGone) return Key::gone;
        if (size + 1 < sizeof text) text[size] = static_cast<char>(byte);
        if (byte >= 0x40) break;
    }
    for (const auto& [known, key] : kSequences)
        if (strcmp(text, known) == 0) return key;
    return Key::none;
}
