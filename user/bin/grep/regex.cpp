// user/bin/grep/regex.cpp: the machine that runs the program of a regular expression, in all its places at once.
#include "regex.h"
#include "../unicode.h"
#include "compiler.h"

#include <ctype.h>

namespace {

constexpr u32 small_letter(u32 code) { return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code; }

constexpr u32 capital_letter(u32 code) { return code >= 'a' && code <= 'z' ? code - ('a' - 'A') : code; }

bool is_in_word(u32 code) { return code == '_' || code >= 0x80 || isalnum(static_cast<int>(code)); }

} // namespace

const char* Regex::add(const char* pattern, usize size) {
    // Another pattern is another alternative: the way to it begins before the first one.
    usize before = program_.size();
    if (before) program_.insert(0, {Code::split, false, 0, 1, static_cast<i32>(before + 1)});
    return RegexCompiler(*this, pattern, size).compile();
}

bool Regex::set_contains(const Instruction& instruction, u32 character) const {
    for (u32 i = 0; i < static_cast<u32>(instruction.target); ++i) {
        const Interval& interval = intervals_[instruction.value + i];
        if (character >= interval.first && character <= interval.last) return true;
    }
    return false;
}

bool Regex::accepts(const Instruction& instruction, u32 character) const {
    switch (instruction.code) {
    case Code::any: return true;
    case Code::character:
        if (!ignore_case_) return character == instruction.value;
        return small_letter(character) == small_letter(instruction.value);
    case Code::set: {
        bool in_set = set_contains(instruction, character);
        if (ignore_case_) {
            in_set = in_set || set_contains(instruction, small_letter(character)) ||
                     set_contains(instruction, capital_letter(character));
        }
        return in_set != instruction.negated;
    }
    default: return false;
    }
}

bool Regex::holds(Code anchor, const Surroundings& here) {
    switch (anchor) {
    case Code::start: return here.at_start;
    case Code::end: return here.at_end;
    case Code::word_start: return !here.after_word;
    default: return !here.before_word;
    }
}

// Puts into places what can be reached from `place` without a character.
void Regex::enter(Array<usize>& places, usize place, const Surroundings& here) {
    pending_.add(place);
    while (pending_.size()) {
        usize now = pending_[pending_.size() - 1];
        pending_.truncate(pending_.size() - 1);
        if (visited_[now] == step_) continue;
        visited_[now] = step_;
        const Instruction& instruction = program_[now];
        auto go = [&](i32 distance) { pending_.add(static_cast<usize>(static_cast<i64>(now) + distance)); };
        switch (instruction.code) {
        case Code::jump: go(instruction.target); break;
        case Code::split:
            go(instruction.target);
            go(instruction.other);
            break;
        case Code::start:
        case Code::end:
        case Code::word_start:
        case Code::word_end:
            if (holds(instruction.code, here)) go(1);
            break;
        case Code::match: matched_ = true; break;
        default: places.add(now); break;
        }
    }
}

bool Regex::search(const char* text, usize size) {
    while (visited_.size() < program_.size()) visited_.add(0);
    places_.truncate(0);
    matched_ = false;
    bool after_word = false;
    for (usize at = 0;; ++step_) {
        unicode::Character next =
            at < size ? unicode::decode(text + at, size - at) : unicode::Character{0, 0};
        Surroundings here{at == 0, at == size, after_word, at < size && is_in_word(next.code)};
        // Places were reached by the last character; a match may also begin here.
        next_places_.truncate(0);
        for (usize place : places_) enter(next_places_, place, here);
        enter(next_places_, 0, here);
        if (matched_ || at == size) return ++step_, matched_;
        places_.truncate(0);
        for (usize place : next_places_) {
            if (accepts(program_[place], next.code)) places_.add(place + 1);
        }
        after_word = here.before_word;
        at += next.bytes;
    }
}
