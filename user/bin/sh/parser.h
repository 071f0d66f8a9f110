// user/bin/sh/parser.h: from tokens to the syntax tree, by recursive descent through the grammar of POSIX.
#pragma once

#include "lexer.h"

namespace shell {

class Parser {
  public:
    explicit Parser(Lexer& lexer) : lexer_(lexer) {}

    // The commands up to the end of the line that completes them; there may be none. Null at the end of the script, and after a
    // mistake; then lexer.failed().
    Ref<Sequence> parse_line();

    // The rest of the script, of any number of lines; never null.
    Ref<Sequence> parse_all();

    // The commands up to the parenthesis that ends a $(...); the lexer then stands behind it. Never null.
    Ref<Sequence> parse_substitution();

  private:
    void advance() { token_ = lexer_.next(); }
    bool at(TokenKind kind) const { return token_.kind == kind; }
    bool at_word(View reserved) const { return at(TokenKind::word) && plain_text(token_.word) == reserved; }
    bool accept(TokenKind kind);
    bool accept_word(View reserved);
    void expect_word(View reserved);
    void expect(TokenKind kind, View text);
    void skip_newlines();
    void fail_unexpected(View wanted);
    bool ends_list() const;

    Ref<Sequence> parse_list(bool over_lines);
    Ref<Sequence> parse_body();
    AndOr parse_and_or();
    Pipeline parse_pipeline();
    Ref<Command> parse_command();
    Ref<Command> parse_construct();
    Ref<Command> parse_simple();
    Ref<Command> parse_function(const Text& name);
    Ref<Command> parse_braces();
    Ref<Command> parse_parentheses();
    Ref<Command> parse_if();
    Ref<Command> parse_loop();
    Ref<Command> parse_for();
    Ref<Command> parse_case();
    void parse_case_branch(Choice& choice);
    Ref<Sequence> parse_loop_body();
    bool at_redirection() const;
    Redirection parse_redirection();

    Lexer& lexer_;
    Token token_;
};

} // namespace shell
