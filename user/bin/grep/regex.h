// user/bin/grep/regex.h: regular expressions, basic and extended, as POSIX has them but for back references.
//
// A pattern becomes a small program for a machine that is in many places of it at once. So a search costs at most
// the length of the text times that of the pattern, whatever they are.
#pragma once

#include "../array.h"

enum class Syntax {
    basic,    // \( \) \{ \} group and count; \| \+ \? are understood too
    extended, // ( ) { } | + ?
    fixed,    // every character means itself
};

// What a match must be.
enum class Extent { any, whole_words, whole_line };

class Regex {
  public:
    Regex(Syntax syntax, bool ignore_case, Extent extent)
        : syntax_(syntax), ignore_case_(ignore_case), extent_(extent) {}

    // One more pattern that a text may match. What is wrong with it, or null.
    const char* add(const char* pattern, usize size);
    // Whether some pattern matches somewhere in the text.
    bool search(const char* text, usize size);

  private:
    friend class RegexCompiler;

    enum class Code : u8 { character, any, set, split, jump, start, end, word_start, word_end, match };
    // Targets of split and jump count from the instruction itself, so that pieces of a program can be moved and copied.
    struct Instruction {
        Code code;
        bool negated; // of a set
        u32 value;    // the character; or the first of the set's intervals
        i32 target;   // of a jump, and one of the two of a split; or the number of intervals
        i32 other;    // of a split
    };
    // What anchors look at: what is before and after the place in the text.
    struct Surroundings {
        bool at_start;
        bool at_end;
        bool after_word; // the character before can be part of a word
        bool before_word;
    };
    struct Interval {
        u32 first;
        u32 last;
    };

    bool accepts(const Instruction& instruction, u32 character) const;
    bool set_contains(const Instruction& instruction, u32 character) const;
    static bool holds(Code anchor, const Surroundings& here);
    void enter(Array<usize>& places, usize place, const Surroundings& here);

    Syntax syntax_;
    bool ignore_case_;
    Extent extent_;
    Array<Instruction> program_;
    Array<Interval> intervals_;
    // While searching.
    Array<usize> places_, next_places_;
    Array<usize> pending_;
    Array<u64> visited_; // for each instruction the last step in which it was entered
    u64 step_ = 1;
    bool matched_ = false;
};
