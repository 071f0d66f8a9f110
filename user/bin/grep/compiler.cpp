// user/bin/grep/compiler.cpp: a recursive descent through the grammar of POSIX (Base Definitions, chapter 9).
#include "compiler.h"
#include "../unicode.h"

#include <ctype.h>

const char* RegexCompiler::compile() {
    bool line = regex_.extent_ == Extent::whole_line, words = regex_.extent_ == Extent::whole_words;
    if (line) emit(Code::start);
    if (words) emit(Code::word_start);
    if (regex_.syntax_ == Syntax::fixed) {
        while (!at_end()) emit(Code::character, next_character());
    } else {
        alternatives();
        if (!at_end()) fail("unexpected )");
    }
    if (words) emit(Code::word_end);
    if (line) emit(Code::end);
    emit(Code::match);
    return error_;
}

void RegexCompiler::emit(Code code, u32 value, i32 target, i32 other) {
    program_.add({code, false, value, target, other});
    if (program_.size() > kMaximumProgram) fail("too large");
}

void RegexCompiler::insert_split(usize at, i32 target, i32 other) {
    program_.insert(at, {Code::split, false, 0, target, other});
    if (program_.size() > kMaximumProgram) fail("too large");
}

void RegexCompiler::copy(usize start, usize end) {
    for (usize i = start; i < end && !error_; ++i) {
        Instruction instruction = program_[i]; // the array may move
        program_.add(instruction);
        if (program_.size() > kMaximumProgram) fail("too large");
    }
}

bool RegexCompiler::at_operator(char symbol) const {
    if (at_end()) return false;
    return extended() ? peek() == symbol : peek() == '\\' && peek(1) == symbol;
}

bool RegexCompiler::accept_operator(char symbol) {
    if (!at_operator(symbol)) return false;
    at_ += extended() ? 1 : 2;
    return true;
}

bool RegexCompiler::accept(char c) {
    if (at_end() || peek() != c) return false;
    ++at_;
    return true;
}

u32 RegexCompiler::next_character() {
    unicode::Character character = unicode::decode(pattern_ + at_, size_ - at_);
    at_ += character.bytes;
    return character.code;
}

// branch | branch ...
void RegexCompiler::alternatives() {
    Array<usize> jumps; // from the end of each branch but the last to the end of all
    for (;;) {
        usize start = program_.size();
        branch();
        if (!accept_operator('|')) break;
        i32 length = static_cast<i32>(program_.size() - start);
        insert_split(start, 1, length + 2);
        jumps.add(program_.size());
        emit(Code::jump);
    }
    for (usize jump : jumps) program_[jump].target = static_cast<i32>(program_.size() - jump);
}

void RegexCompiler::branch() {
    for (bool first = true; !at_end() && !at_operator('|') && !at_operator(')'); first = false) {
        usize start = program_.size();
        if (atom(first)) repeats(start);
    }
}

// One thing that can be repeated; false for an anchor, which cannot.
bool RegexCompiler::atom(bool first) {
    char c = peek();
    if (c == '^' && (extended() || first)) {
        ++at_;
        emit(Code::start);
        return false;
    }
    if (c == '$') {
        ++at_;
        if (extended() || at_end() || at_operator('|') || at_operator(')')) {
            emit(Code::end);
            return false;
        }
        emit(Code::character, '$');
        return true;
    }
    if (accept_operator('('))
        group();
    else if (accept('.'))
        emit(Code::any);
    else if (accept('['))
        bracket();
    else if (extended() && (c == '*' || c == '+' || c == '?'))
        fail("nothing to repeat");
    else if (accept('\\')) {
        if (at_end())
            fail("ends with a backslash");
        else if (isdigit(static_cast<unsigned char>(peek())))
            fail("back references are not supported");
        else
            emit(Code::character, next_character());
    } else {
        emit(Code::character, next_character()); // in a basic pattern also a * at the start
    }
    return true;
}

void RegexCompiler::group() {
    if (++depth_ > kMaximumDepth)
        fail("nested too deeply");
    else
        alternatives();
    --depth_;
    if (!accept_operator(')')) fail("( without )");
}

// All the * + ? {n,m} behind what was compiled from `start` on.
void RegexCompiler::repeats(usize start) {
    while (!at_end()) {
        usize least = 0, most = 0;
        if (accept('*'))
            repeat(start, 0, kNoLimit);
        else if (accept_operator('+'))
            repeat(start, 1, kNoLimit);
        else if (accept_operator('?'))
            repeat(start, 0, 1);
        else if (!accept_operator('{'))
            return;
        else if (count(least, most))
            repeat(start, least, most);
        else
            fail("wrong count in { }");
    }
}

bool RegexCompiler::number(usize& value) {
    value = 0;
    if (!isdigit(static_cast<unsigned char>(peek()))) return false;
    while (isdigit(static_cast<unsigned char>(peek())) && value <= kMaximumCount) {
        value = value * 10 + static_cast<usize>(pattern_[at_++] - '0');
    }
    return value <= kMaximumCount;
}

// The rest of {n}, {n,} or {n,m}.
bool RegexCompiler::count(usize& least, usize& most) {
    if (!number(least)) return false;
    most = least;
    if (accept(',')) {
        most = kNoLimit;
        if (!at_operator('}') && !number(most)) return false;
    }
    return accept_operator('}') && least <= most;
}

void RegexCompiler::repeat(usize start, usize least, usize most) {
    usize end = program_.size();
    i32 length = static_cast<i32>(end - start);
    for (usize i = 1; i < least && !error_; ++i) copy(start, end);
    if (most == kNoLimit && least > 0) {
        emit(Code::split, 0, -length, 1); // the last copy once more, or on
    } else if (most == kNoLimit) {
        insert_split(start, 1, length + 2);
        emit(Code::jump, 0, -length - 1);
    } else if (least == 0 && most == 0) {
        program_.truncate(start);
    } else {
        // Each further copy may be skipped, and all behind it with it.
        if (least == 0) insert_split(start, 1, static_cast<i32>(most) * (length + 1));
        usize piece = least == 0 ? start + 1 : start;
        for (usize i = least ? least : 1; i < most && !error_; ++i) {
            emit(Code::split, 0, 1, static_cast<i32>(most - i) * (length + 1));
            copy(piece, piece + static_cast<usize>(length));
        }
    }
}

// The rest of [...].
void RegexCompiler::bracket() {
    bool negated = accept('^');
    u32 first = static_cast<u32>(regex_.intervals_.size());
    for (bool start = true; start || peek() != ']'; start = false) {
        if (at_end()) return fail("[ without ]");
        if (bracket_class()) continue;
        Regex::Interval interval;
        interval.first = interval.last = next_character();
        if (peek() == '-' && at_ + 1 < size_ && peek(1) != ']') {
            ++at_;
            interval.last = next_character();
            if (interval.last < interval.first) return fail("a range goes backwards");
        }
        regex_.intervals_.add(interval);
    }
    ++at_;
    u32 count = static_cast<u32>(regex_.intervals_.size()) - first;
    program_.add({Code::set, negated, first, static_cast<i32>(count), 0});
}

// [:name:]
bool RegexCompiler::bracket_class() {
    static constexpr struct {
        const char* name;
        int (*contains)(int);
    } kClasses[] = {
        {"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank}, {"[:cntrl:]", iscntrl},
        {"[:digit:]", isdigit}, {"[:graph:]", isgraph}, {"[:lower:]", islower}, {"[:print:]", isprint},
        {"[:punct:]", ispunct}, {"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit},
    };
    for (const auto& [name, contains] : kClasses) {
        usize length = strlen(name);
        if (size_ - at_ < length || memcmp(pattern_ + at_, name, length) != 0) continue;
        for (u32 c = 0; c < 128; ++c) {
            if (contains(static_cast<int>(c))) regex_.intervals_.add({c, c});
        }
        at_ += length;
        return true;
    }
    return false;
}
