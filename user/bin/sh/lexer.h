// user/bin/sh/lexer.h: from the characters of a script to words and operators.
#pragma once

#include "syntax.h"

namespace shell {

// Where more of the script comes from when the lexer has used up what it has.
class Source {
  public:
    virtual bool more(Text& script) = 0; // appends whole lines; false at the end

  protected:
    ~Source() = default;
};

enum class TokenKind {
    end,
    newline,
    word,
    descriptor,        // digits directly before < or >
    semicolon,         // ;
    double_semicolon,  // ;;
    ampersand,         // &
    and_if,            // &&
    pipe,              // |
    or_if,             // ||
    left_parenthesis,  // (
    right_parenthesis, // )
    less,              // <
    less_and,          // <&
    less_greater,      // <>
    double_less,       // <<
    double_less_dash,  // <<-
    greater,           // >
    greater_and,       // >&
    greater_pipe,      // >|
    double_greater,    // >>
};

struct Token {
    TokenKind kind = TokenKind::end;
    Word word;       // of a word or descriptor
    usize start = 0; // where in the script
    usize end = 0;
    u32 line = 1;
};

class Lexer {
  public:
    explicit Lexer(Text script, Source* source = nullptr, u32 line = 1);

    Token next();
    View script() const { return script_; }
    u32 line() const { return line_; }

    // A mistake in the script. Only the first is kept, and no token but `end` comes after it.
    void fail(u32 line, Text message);
    bool failed() const { return failed_; }
    const Text& message() const { return message_; }
    u32 message_line() const { return message_line_; }

    // Guards the stack against scripts that nest without end. Each enter() has its leave(), also when it is false.
    bool enter();
    void leave() { --depth_; }

    // The text from the next line on to the line that is just `delimiter`.
    void expect_here_document(Ref<HereDocument> document, const Word& delimiter, bool strip_tabs);

    // For a script without end: gives back the memory of lines that have been read.
    void forget_what_was_read();
    // Forgets a mistake or an end too, and counts lines anew.
    void start_over();

  private:
    struct PendingDocument {
        Ref<HereDocument> document;
        Text delimiter;
        bool strip_tabs;
        bool literal; // the delimiter was quoted: nothing is expanded
    };
    static constexpr int kEnd = -1;
    static constexpr u32 kMaximumDepth = 50;

    int raw(usize ahead = 0);
    int peek(); // as raw(), but a backslash at the end of a line joins it to the next
    void advance();
    bool accept(char c);
    void skip_blanks();
    TokenKind read_operator();
    void read_here_documents();
    void read_here_document(PendingDocument& pending);

    // Words: words.cpp
    Word read_word();
    void read_until(List<Part>& parts, int terminator, bool quoted);
    void read_part(List<Part>& parts, bool quoted, int terminator);
    void read_single_quotes(List<Part>& parts);
    void read_double_quotes(List<Part>& parts);
    void read_backslash(List<Part>& parts, bool quoted, int terminator);
    void read_dollar(List<Part>& parts, bool quoted);
    void read_braces(Part& part);
    void read_operation(Part& part);
    void read_arithmetic(Part& part);
    void read_substitution(Part& part);
    void read_backquotes(Part& part);
    Text read_parameter_name(bool within_braces);

    Text script_;
    Source* source_;
    usize position_ = 0;
    u32 line_;
    u32 depth_ = 0;
    bool at_end_ = false;
    bool failed_ = false;
    Text message_;
    u32 message_line_ = 0;
    List<PendingDocument> pending_documents_;
};

// The text of a word without any quotes or expansions, which alone can be a reserved word; else empty.
View plain_text(const Word& word);

} // namespace shell
