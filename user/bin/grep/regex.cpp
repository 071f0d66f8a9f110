// user/bin/grep/regex.cpp: the machine that runs the program of a regular expression, in all its places at once.
#include "regex.h"
#include "../unicode.h"
#include "compiler.h"

namespace {

constexpr u32 small_letter(u32 code) { return code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code; }

constexpr u32 capital_letter(u32 code) { return code >= 'a' && code <= 'z' ? code - ('a' - 'A') : code; }

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

// Puts into places what can be reached from `place` without a character.
void Regex::enter(Array<usize>& places, usize place, bool at_start, bool at_end) {
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
            if (at_start) go(1);
            break;
        case Code::end:
            if (at_end) go(1);
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
    ++step_;
    for (usize at = 0;;) {
        enter(places_, 0, at == 0, at == size); // a match may begin at every character
        if (matched_ || at == size) return matched_;
        unicode::Character character = unicode::decode(text + at, size - at);
        at += character.bytes;
        ++step_;
        next_places_.truncate(0);
        for (usize place : places_) {
            if (accepts(program_[place], character.code)) enter(next_places_, place + 1, false, at == size);
        }
        places_.truncate(0);
        for (usize place : next_places_) places_.add(place);
    }
}
