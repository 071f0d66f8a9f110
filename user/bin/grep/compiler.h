// user/bin/grep/compiler.h: from a pattern to the program of a Regex.
#pragma once

#include "regex.h"

class RegexCompiler {
  public:
    RegexCompiler(Regex& regex, const char* pattern, usize size)
        : regex_(regex), program_(regex.program_), pattern_(pattern), size_(size) {}

    // What is wrong, or null.
    const char* compile();

  private:
    using Code = Regex::Code;
    using Instruction = Regex::Instruction;

    static constexpr u32 kMaximumDepth = 50;        // of groups in groups
    static constexpr usize kMaximumProgram = 20000; // instructions; counts like {1000} multiply
    static constexpr usize kMaximumCount = 1000;
    static constexpr usize kNoLimit = ~usize{0};

    void alternatives();
    void branch();
    bool atom(bool first);
    void group();
    void bracket();
    bool bracket_class();
    void repeats(usize start);
    void repeat(usize start, usize least, usize most);
    bool count(usize& least, usize& most);
    bool number(usize& value);

    bool extended() const { return regex_.syntax_ == Syntax::extended; }
    bool at_end() const { return error_ || at_ >= size_; }
    char peek(usize ahead = 0) const { return at_ + ahead < size_ ? pattern_[at_ + ahead] : 0; }
    // Whether the operator stands here: itself in an extended pattern, with a backslash before it in a basic one.
    bool at_operator(char symbol) const;
    bool accept_operator(char symbol);
    bool accept(char c);
    u32 next_character();
    void emit(Code code, u32 value = 0, i32 target = 0, i32 other = 0);
    void insert_split(usize at, i32 target, i32 other);
    void copy(usize start, usize end);
    void fail(const char* what) {
        if (!error_) error_ = what;
    }

    Regex& regex_;
    Array<Instruction>& program_;
    const char* pattern_;
    usize size_;
    usize at_ = 0;
    u32 depth_ = 0;
    const char* error_ = nullptr;
};
