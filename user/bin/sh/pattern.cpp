// user/bin/sh/pattern.cpp: matching in as many steps as the text is long times the pattern, whatever the pattern is.
#include "pattern.h"
#include "../unicode.h"

#include <ctype.h>

namespace shell {
namespace {

constexpr View kSpecial("*?[]\\!^-", 8); // what means something in a pattern

u32 next_character(View text, usize& at) {
    unicode::Character character = unicode::decode(text.data() + at, text.size() - at);
    at += character.bytes;
    return character.code;
}

// As above, but a backslash only says that the next one means itself.
u32 next_escaped(View text, usize& at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    return next_character(text, at);
}

// [:name:] within a set, for ASCII.
const struct {
    const char* name;
    int (*accepts)(int);
} kClasses[] = {
    {"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank}, {"[:cntrl:]", iscntrl},
    {"[:digit:]", isdigit}, {"[:graph:]", isgraph}, {"[:lower:]", islower}, {"[:print:]", isprint},
    {"[:punct:]", ispunct}, {"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
};

void append_with_backslashes(Text& pattern, View text, View before) {
    usize done = 0;
    for (usize i = 0; i < text.size(); ++i) {
        if (!before.contains(text[i])) continue;
        pattern.append(text.part(done, i - done)).append('\\');
        done = i;
    }
    pattern.append(text.from(done));
}

} // namespace

bool Pattern::Element::accepts(u32 character) const {
    if (kind == Kind::character) return character == code;
    if (kind != Kind::set) return true;
    for (const Interval& interval : intervals) {
        if (character >= interval.first && character <= interval.last) return !negated;
    }
    return negated;
}

Pattern::Pattern(View text) {
    for (usize at = 0; at < text.size();) read_element(text, at);
}

void Pattern::read_element(View text, usize& at) {
    if (text[at] == '*') {
        bool again = !elements_.empty() && elements_.last().kind == Kind::any_text;
        if (!again) elements_.push(Element(Kind::any_text));
        ++at;
    } else if (text[at] == '?') {
        elements_.push(Element(Kind::any));
        ++at;
    } else if (text[at] != '[' || unclosed_ || !read_set(text, at)) {
        elements_.push(Element(Kind::character, next_escaped(text, at)));
    }
}

// Reads [...]. False, and nothing read, if no bracket closes it: then [ is just a character.
bool Pattern::read_set(View text, usize& at) {
    usize i = at + 1;
    Element set(Kind::set);
    if (i < text.size() && (text[i] == '!' || text[i] == '^')) {
        set.negated = true;
        ++i;
    }
    for (usize first = i; i < text.size();) {
        if (text[i] == ']' && i > first) {
            at = i + 1;
            elements_.push(std::move(set));
            return true;
        }
        if (read_class(text, i, set.intervals)) continue;
        Interval interval;
        interval.first = interval.last = next_escaped(text, i);
        if (i + 1 < text.size() && text[i] == '-' && text[i + 1] != ']')
            interval.last = next_escaped(text, ++i);
        set.intervals.push(interval);
    }
    unclosed_ = true;
    return false;
}

bool Pattern::read_class(View text, usize& at, List<Interval>& intervals) {
    for (const auto& [name, accepts] : kClasses) {
        if (!text.from(at).starts_with(name)) continue;
        for (u32 c = 0; c < 128; ++c) {
            if (accepts(static_cast<int>(c))) intervals.push({c, c});
        }
        at += strlen(name);
        return true;
    }
    return false;
}

// A state is a place in the pattern that a match may have reached; its value, where in the text that match began.
void Pattern::add_state(List<usize>& states, usize state, usize start, bool longest) const {
    for (;; ++state) { // a * may stand for nothing, so the place behind it is reached as well
        usize& value = states[state];
        if (value == View::kNowhere || (longest ? start < value : start > value)) value = start;
        if (state == elements_.size() || elements_[state].kind != Kind::any_text) return;
    }
}

// For Anchor::start the end of the match, else its start.
usize Pattern::run(View text, Anchor anchor, bool longest) const {
    List<usize> states, next;
    for (usize i = 0; i <= elements_.size(); ++i) states.push(View::kNowhere);
    usize end = View::kNowhere;
    add_state(states, 0, 0, longest);
    for (usize at = 0;;) {
        if (anchor == Anchor::start && states.last() != View::kNowhere) {
            end = at;
            if (!longest) return end;
        }
        if (at == text.size()) break;
        u32 character = next_character(text, at);
        next.clear();
        for (usize i = 0; i <= elements_.size(); ++i) next.push(View::kNowhere);
        bool alive = anchor == Anchor::end;
        for (usize i = 0; i < elements_.size(); ++i) {
            if (states[i] == View::kNowhere || !elements_[i].accepts(character)) continue;
            add_state(next, elements_[i].kind == Kind::any_text ? i : i + 1, states[i], longest);
            alive = true;
        }
        if (!alive) return end;
        if (anchor == Anchor::end) add_state(next, 0, at, longest);
        std::swap(states, next);
    }
    return anchor == Anchor::start ? end : states.last();
}

bool is_pattern(View text) {
    for (usize i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '*' || text[i] == '?' || text[i] == '[')
            return true;
    }
    return false;
}

Text without_backslashes(View pattern) {
    Text text;
    for (usize i = 0; i < pattern.size();) {
        if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
        usize end = pattern.find('\\', i + 1);
        if (end == View::kNowhere) end = pattern.size();
        text.append(pattern.part(i, end - i));
        i = end;
    }
    return text;
}

void append_escaped(Text& pattern, View text) { append_with_backslashes(pattern, text, kSpecial); }

void append_value(Text& pattern, View text) { append_with_backslashes(pattern, text, "\\"); }

} // namespace shell
