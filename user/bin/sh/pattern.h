// user/bin/sh/pattern.h: patterns as in file names and case: * ? [a-z] [!a-z], and a backslash before what is meant as it is.
#pragma once

#include "text.h"

namespace shell {

class Pattern {
  public:
    explicit Pattern(View text);

    bool matches(View text) const { return run(text, Anchor::both, false) == 0; }
    // Where a match at the start of text ends, the shortest or the longest; kNowhere if there is none.
    usize find_start(View text, bool longest) const { return run(text, Anchor::start, longest); }
    // Where a match at the end of text begins.
    usize find_end(View text, bool longest) const { return run(text, Anchor::end, longest); }

  private:
    enum class Anchor { both, start, end };
    enum class Kind { character, any, any_text, set };
    struct Interval {
        u32 first;
        u32 last;
    };
    struct Element {
        explicit Element(Kind what, u32 character = 0) : kind(what), code(character) {}

        Kind kind;
        u32 code;             // of a character
        bool negated = false; // a set that begins with ! or ^
        List<Interval> intervals;

        bool accepts(u32 character) const;
    };

    void read_element(View text, usize& at);
    bool read_set(View text, usize& at);
    static bool read_class(View text, usize& at, List<Interval>& intervals);
    usize run(View text, Anchor anchor, bool longest) const;
    void add_state(List<usize>& states, usize state, usize start, bool longest) const;

    List<Element> elements_;
    bool unclosed_ = false; // some [ had no ]; then no later one is looked at as a set either
};

// Whether text has a character that makes it more than itself.
bool is_pattern(View text);
// The text that a pattern without such characters stands for: its backslashes taken away.
Text without_backslashes(View pattern);
// Appends a pattern that matches just text.
void append_escaped(Text& pattern, View text);
// Appends the value of a variable: its patterns are patterns, but its backslashes quote nothing.
void append_value(Text& pattern, View text);

} // namespace shell
