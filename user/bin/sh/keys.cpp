// user/bin/sh/keys.cpp: control characters, UTF-8, and the escape sequences of ECMA-48 that keyboards send.
#include "keys.h"
#include "../unicode.h"

namespace shell {
namespace {

constexpr char kEscape = 0x1b;
constexpr char kDelete = 0x7f;

constexpr char control(char letter) { return static_cast<char>(letter & 0x1f); }

constexpr struct {
    char byte;
    Key key;
} kControls[] = {
    {control('A'), Key::start},        {control('B'), Key::left},
    {control('C'), Key::interrupt},    {control('D'), Key::end_of_file_or_erase},
    {control('E'), Key::end},          {control('F'), Key::right},
    {control('H'), Key::erase_before}, {control('I'), Key::complete},
    {control('J'), Key::enter},        {control('K'), Key::cut_to_end},
    {control('L'), Key::clear_screen}, {control('M'), Key::enter},
    {control('N'), Key::next},         {control('P'), Key::previous},
    {control('U'), Key::cut_to_start}, {control('W'), Key::cut_word},
    {control('Y'), Key::paste},        {kDelete, Key::erase_before},
};

// What ends the sequences ESC [ x and ESC O x.
constexpr struct {
    char byte;
    Key key;
} kFinals[] = {
    {'A', Key::previous}, {'B', Key::next}, {'C', Key::right},
    {'D', Key::left},     {'F', Key::end},  {'H', Key::start},
};

// ESC [ n ~
constexpr struct {
    View number;
    Key key;
} kNumbered[] = {
    {{"1", 1}, Key::start}, {{"3", 1}, Key::erase_at}, {{"4", 1}, Key::end},
    {{"7", 1}, Key::start}, {{"8", 1}, Key::end},
};

} // namespace

Key KeyReader::feed(char byte) {
    switch (state_) {
    case State::plain: return feed_plain(byte);
    case State::character: return feed_character(byte);
    case State::escape: return feed_escape(byte);
    case State::sequence:
    case State::function: return feed_sequence(byte);
    }
    return Key::none;
}

Key KeyReader::feed_plain(char byte) {
    if (byte == kEscape) {
        state_ = State::escape;
        return Key::none;
    }
    for (const auto& [control_byte, key] : kControls) {
        if (byte == control_byte) return key;
    }
    return start_character(byte);
}

Key KeyReader::start_character(char byte) {
    u32 first = static_cast<unsigned char>(byte);
    if (first < 0x20) return Key::none;
    bytes_[0] = byte;
    count_ = 1;
    if (first < 0x80) return Key::text;
    wanted_ = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first >= 0xc2 && first <= 0xf4) state_ = State::character;
    return Key::none;
}

Key KeyReader::feed_character(char byte) {
    state_ = State::plain;
    if (!unicode::continues(byte)) return feed_plain(byte); // what came before was no character
    bytes_[count_++] = byte;
    if (count_ < wanted_) {
        state_ = State::character;
        return Key::none;
    }
    u32 code = unicode::decode(bytes_, count_).code;
    bool printable = code < unicode::kInvalid && !(code >= 0x80 && code < 0xa0);
    return printable ? Key::text : Key::none;
}

// After ESC: a sequence, or a letter typed with the Alt key.
Key KeyReader::feed_escape(char byte) {
    state_ = State::plain;
    count_ = 0;
    switch (byte) {
    case '[': state_ = State::sequence; return Key::none;
    case 'O': state_ = State::function; return Key::none;
    case 'b': return Key::word_left;
    case 'f': return Key::word_right;
    case kEscape: state_ = State::escape; return Key::none;
    case kDelete: return Key::cut_word;
    default: return static_cast<unsigned char>(byte) < 0x20 ? feed_plain(byte) : Key::none;
    }
}

Key KeyReader::feed_sequence(char byte) {
    bool parameter = byte >= 0x20 && byte < 0x40;
    if (parameter && state_ == State::sequence) {
        if (count_ < sizeof bytes_) bytes_[count_++] = byte;
        return Key::none;
    }
    state_ = State::plain;
    if (byte < 0x40 || byte == kDelete) return feed_plain(byte); // no sequence at all
    View parameters(bytes_, count_);
    if (byte == '~') {
        for (const auto& [number, key] : kNumbered) {
            if (parameters == number) return key;
        }
        return Key::none;
    }
    // ESC [ 1 ; 5 C: with the Ctrl key; 3 is Alt.
    bool by_words = parameters == "1;5" || parameters == "1;3";
    if (by_words && byte == 'C') return Key::word_right;
    if (by_words && byte == 'D') return Key::word_left;
    for (const auto& [final_byte, key] : kFinals) {
        if (byte == final_byte) return key;
    }
    return Key::none;
}

} // namespace shell
