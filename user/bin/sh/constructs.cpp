// user/bin/sh/constructs.cpp: the parser's commands that are made of commands: if, while, for, case, functions, groups.
#include "parser.h"

namespace shell {

Ref<Command> Parser::parse_construct() {
    Ref<Command> command;
    if (at(TokenKind::left_parenthesis))
        command = parse_parentheses();
    else if (at_word("{"))
        command = parse_braces();
    else if (at_word("if"))
        command = parse_if();
    else if (at_word("while") || at_word("until"))
        command = parse_loop();
    else if (at_word("for"))
        command = parse_for();
    else if (at_word("case"))
        command = parse_case();
    else if (ends_list())
        fail_unexpected("");
    else
        return parse_simple();
    while (at_redirection()) command->redirections.push(parse_redirection());
    return command;
}

Ref<Command> Parser::parse_parentheses() {
    auto group = Ref<Group>::make(CommandKind::subshell);
    advance();
    group->body = parse_body();
    expect(TokenKind::right_parenthesis, ")");
    return group;
}

Ref<Command> Parser::parse_braces() {
    auto group = Ref<Group>::make(CommandKind::group);
    advance();
    group->body = parse_body();
    expect_word("}");
    return group;
}

Ref<Command> Parser::parse_if() {
    auto conditional = Ref<Conditional>::make();
    do {
        advance(); // if, elif
        Conditional::Branch branch;
        branch.condition = parse_body();
        expect_word("then");
        branch.body = parse_body();
        conditional->branches.push(std::move(branch));
    } while (at_word("elif"));
    if (accept_word("else")) conditional->otherwise = parse_body();
    expect_word("fi");
    return conditional;
}

Ref<Command> Parser::parse_loop() {
    auto loop = Ref<Loop>::make();
    loop->until = at_word("until");
    advance();
    loop->condition = parse_body();
    loop->body = parse_loop_body();
    return loop;
}

Ref<Sequence> Parser::parse_loop_body() {
    expect_word("do");
    Ref<Sequence> body = parse_body();
    expect_word("done");
    return body;
}

Ref<Command> Parser::parse_for() {
    auto loop = Ref<ForEach>::make();
    advance();
    if (!is_name(plain_text(token_.word))) fail_unexpected("a name");
    loop->variable = plain_text(token_.word);
    advance();
    skip_newlines();
    if (accept_word("in")) {
        loop->over_arguments = false;
        for (; at(TokenKind::word); advance()) loop->words.push(std::move(token_.word));
        if (!at(TokenKind::semicolon) && !at(TokenKind::newline)) fail_unexpected("`do'");
    }
    accept(TokenKind::semicolon);
    skip_newlines();
    loop->body = parse_loop_body();
    return loop;
}

Ref<Command> Parser::parse_case() {
    auto choice = Ref<Choice>::make();
    advance();
    if (!at(TokenKind::word)) fail_unexpected("a word");
    choice->subject = std::move(token_.word);
    advance();
    skip_newlines();
    expect_word("in");
    skip_newlines();
    while (!at_word("esac") && !at(TokenKind::end)) parse_case_branch(*choice);
    expect_word("esac");
    return choice;
}

void Parser::parse_case_branch(Choice& choice) {
    Choice::Branch branch;
    accept(TokenKind::left_parenthesis);
    do {
        if (!at(TokenKind::word)) fail_unexpected("a pattern");
        branch.patterns.push(std::move(token_.word));
        advance();
    } while (accept(TokenKind::pipe));
    expect(TokenKind::right_parenthesis, ")");
    branch.body = parse_list(true); // may be empty
    choice.branches.push(std::move(branch));
    if (!accept(TokenKind::double_semicolon) && !at_word("esac")) fail_unexpected("`;;'");
    skip_newlines();
}

// name() command; the parser stands at the parenthesis.
Ref<Command> Parser::parse_function(const Text& name) {
    auto function = Ref<Function>::make();
    function->name = name;
    advance();
    expect(TokenKind::right_parenthesis, ")");
    skip_newlines();
    bool construct = at(TokenKind::left_parenthesis) || at_word("{") || at_word("if") || at_word("while") ||
                     at_word("until") || at_word("for") || at_word("case");
    if (!construct) fail_unexpected("`{'");
    function->body = parse_command();
    return function;
}

} // namespace shell
