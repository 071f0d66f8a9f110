// user/bin/sh/parser.cpp: lists, and-or lists, pipelines and simple commands.
#include "parser.h"

namespace shell {
namespace {

constexpr usize kLongestQuote = 40; // bytes of a script that a message repeats

// The length of NAME in a word that begins with NAME=, or 0.
usize assigned_name(const Word& word) {
    if (word.parts.empty() || word.parts[0].kind != PartKind::text || word.parts[0].quoted) return 0;
    View text = word.parts[0].text;
    usize length = name_length(text);
    return length < text.size() && text[length] == '=' ? length : 0;
}

View without_end_blanks(View text) {
    while (!text.empty() && (text[text.size() - 1] == ' ' || text[text.size() - 1] == '\t'))
        text = text.first(text.size() - 1);
    return text;
}

Assignment split_assignment(Word word, usize name_size) {
    Assignment assignment;
    Text& text = word.parts[0].text;
    assignment.name = text.view().first(name_size);
    text.erase(0, name_size + 1);
    if (text.empty()) word.parts.erase(0);
    assignment.value = std::move(word);
    return assignment;
}

} // namespace

Ref<Sequence> Parser::parse_line() {
    advance();
    if (at(TokenKind::end)) return {};
    Ref<Sequence> sequence = parse_list(false);
    if (!at(TokenKind::newline) && !at(TokenKind::end)) fail_unexpected("");
    return lexer_.failed() ? Ref<Sequence>() : sequence;
}

Ref<Sequence> Parser::parse_all() {
    advance();
    Ref<Sequence> sequence = parse_list(true);
    if (!at(TokenKind::end)) fail_unexpected("");
    return sequence;
}

Ref<Sequence> Parser::parse_substitution() {
    advance();
    Ref<Sequence> sequence = parse_list(true);
    if (!at(TokenKind::right_parenthesis)) fail_unexpected("`)'"); // it is not passed over
    return sequence;
}

bool Parser::accept(TokenKind kind) {
    if (!at(kind)) return false;
    advance();
    return true;
}

bool Parser::accept_word(View reserved) {
    if (!at_word(reserved)) return false;
    advance();
    return true;
}

void Parser::expect_word(View reserved) {
    if (!accept_word(reserved)) fail_unexpected(join("`", reserved, "'"));
}

void Parser::expect(TokenKind kind, View text) {
    if (!accept(kind)) fail_unexpected(join("`", text, "'"));
}

void Parser::skip_newlines() {
    while (accept(TokenKind::newline)) {
    }
}

void Parser::fail_unexpected(View wanted) {
    Text message = "unexpected ";
    if (at(TokenKind::end)) {
        message.append("end of file");
    } else if (at(TokenKind::newline)) {
        message.append("end of line");
    } else {
        View token = lexer_.script().part(token_.start, token_.end - token_.start);
        bool whole = token.size() <= kLongestQuote;
        message.append("`").append(whole ? token : token.first(kLongestQuote)).append(whole ? "'" : "...'");
    }
    if (!wanted.empty()) message.append(", expected ").append(wanted);
    lexer_.fail(token_.line, std::move(message));
    advance();
}

// What cannot begin a command, but ends the list before it.
bool Parser::ends_list() const {
    switch (token_.kind) {
    case TokenKind::end:
    case TokenKind::newline:
    case TokenKind::double_semicolon:
    case TokenKind::right_parenthesis: return true;
    case TokenKind::word: break;
    default: return false;
    }
    for (View reserved : {"then", "elif", "else", "fi", "do", "done", "esac", "}"}) {
        if (at_word(reserved)) return true;
    }
    return false;
}

// Commands with ; or & between them; over_lines: or ends of lines. Ends before what cannot continue it.
Ref<Sequence> Parser::parse_list(bool over_lines) {
    auto sequence = Ref<Sequence>::make();
    if (over_lines) skip_newlines();
    while (!ends_list()) {
        usize start = token_.start;
        AndOr and_or = parse_and_or();
        and_or.background = at(TokenKind::ampersand);
        if (!lexer_.failed()) // then nobody knows where it ends
            and_or.source = without_end_blanks(lexer_.script().part(start, token_.start - start));
        sequence->items.push(std::move(and_or));
        bool separated = accept(TokenKind::semicolon) || accept(TokenKind::ampersand);
        separated = separated || (over_lines && at(TokenKind::newline));
        if (over_lines) skip_newlines();
        if (!separated) break;
    }
    return sequence;
}

// The list within a construct, which must not be empty.
Ref<Sequence> Parser::parse_body() {
    Ref<Sequence> body = parse_list(true);
    if (body->items.empty()) fail_unexpected("a command");
    return body;
}

AndOr Parser::parse_and_or() {
    AndOr and_or;
    and_or.steps.push({Connector::always, parse_pipeline()});
    for (;;) {
        bool and_if = at(TokenKind::and_if);
        if (!and_if && !at(TokenKind::or_if)) return and_or;
        advance();
        skip_newlines();
        and_or.steps.push({and_if ? Connector::if_succeeded : Connector::if_failed, parse_pipeline()});
    }
}

Pipeline Parser::parse_pipeline() {
    Pipeline pipeline;
    while (accept_word("!")) pipeline.negated = !pipeline.negated;
    pipeline.commands.push(parse_command());
    while (accept(TokenKind::pipe)) {
        skip_newlines();
        pipeline.commands.push(parse_command());
    }
    return pipeline;
}

bool Parser::at_redirection() const {
    return token_.kind == TokenKind::descriptor || token_.kind >= TokenKind::less;
}

Redirection Parser::parse_redirection() {
    Redirection redirection;
    if (at(TokenKind::descriptor)) {
        redirection.fd = plain_text(token_.word)[0] - '0';
        advance();
    }
    TokenKind symbol = token_.kind;
    advance();
    if (!at(TokenKind::word)) fail_unexpected("a file name");
    redirection.target = std::move(token_.word);
    bool reads = symbol < TokenKind::greater;
    if (redirection.fd < 0) redirection.fd = reads ? 0 : 1;
    switch (symbol) {
    case TokenKind::less: redirection.kind = RedirectionKind::input; break;
    case TokenKind::less_greater: redirection.kind = RedirectionKind::read_and_write; break;
    case TokenKind::double_greater: redirection.kind = RedirectionKind::append; break;
    case TokenKind::less_and:
    case TokenKind::greater_and: redirection.kind = RedirectionKind::duplicate; break;
    case TokenKind::double_less:
    case TokenKind::double_less_dash:
        redirection.kind = RedirectionKind::here_document;
        redirection.here_document = Ref<HereDocument>::make();
        lexer_.expect_here_document(redirection.here_document, redirection.target,
                                    symbol == TokenKind::double_less_dash);
        break;
    default: redirection.kind = RedirectionKind::output; break;
    }
    advance();
    return redirection;
}

Ref<Command> Parser::parse_simple() {
    auto simple = Ref<Simple>::make();
    for (;;) {
        if (at_redirection()) {
            simple->redirections.push(parse_redirection());
        } else if (at(TokenKind::word)) {
            usize name_size = simple->words.empty() ? assigned_name(token_.word) : 0;
            if (name_size)
                simple->assignments.push(split_assignment(std::move(token_.word), name_size));
            else
                simple->words.push(std::move(token_.word));
            advance();
        } else if (at(TokenKind::left_parenthesis) && simple->words.size() == 1 &&
                   simple->assignments.empty() && simple->redirections.empty() &&
                   is_name(plain_text(simple->words[0]))) {
            return parse_function(plain_text(simple->words[0]));
        } else {
            break;
        }
    }
    bool nothing = simple->words.empty() && simple->assignments.empty() && simple->redirections.empty();
    if (nothing) fail_unexpected("");
    return simple;
}

// Some commands are made of commands; all of them are here, so one place guards the stack.
Ref<Command> Parser::parse_command() {
    Ref<Command> command;
    if (lexer_.enter()) command = parse_construct();
    lexer_.leave();
    return command ? command : Ref<Command>(Ref<Simple>::make()); // only after a mistake, and never run
}

} // namespace shell
