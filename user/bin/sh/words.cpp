// user/bin/sh/words.cpp: the lexer's way through a word: quotes, backslashes and everything that begins with $.
#include "lexer.h"
#include "parser.h"

#include <ctype.h>

namespace shell {
namespace {

bool ends_word(int c) { return c < 0 || View(" \t\n;&|()<>").contains(static_cast<char>(c)); }

void add_character(List<Part>& parts, char c, bool quoted) {
    bool fits = !parts.empty() && parts.last().kind == PartKind::text && parts.last().quoted == quoted;
    if (!fits) parts.push(Part(PartKind::text, quoted));
    parts.last().text.append(c);
}

Text not_closed(View opener, u32 line) {
    Text message = join("unexpected end of file: `", opener, "' of line ");
    return message.append_number(line).append(" is not closed");
}

} // namespace

View plain_text(const Word& word) {
    if (word.parts.size() != 1) return {};
    const Part& part = word.parts[0];
    return part.kind == PartKind::text && !part.quoted ? part.text.view() : View();
}

Word Lexer::read_word() {
    Word word;
    while (!ends_word(peek())) read_part(word.parts, false, 0);
    return word;
}

void Lexer::read_until(List<Part>& parts, int terminator, bool quoted) {
    while (peek() != terminator && peek() != kEnd) read_part(parts, quoted, terminator);
}

// One character, or one quoted or expanded piece. Inside quotes that end with `terminator` fewer characters mean
// anything; in a here-document, which ends with kEnd, even a double quote is just a character.
void Lexer::read_part(List<Part>& parts, bool quoted, int terminator) {
    int c = peek();
    if (c == '\\') return read_backslash(parts, quoted, terminator);
    if (c == '$') return read_dollar(parts, quoted);
    if (c == '`') {
        return read_backquotes(parts.push(Part(PartKind::command, quoted)));
    }
    if (c == '\'' && !quoted) return read_single_quotes(parts);
    if (c == '"' && terminator != kEnd) return read_double_quotes(parts);
    advance();
    add_character(parts, static_cast<char>(c), quoted);
}

void Lexer::read_single_quotes(List<Part>& parts) {
    u32 line = line_;
    advance();
    Part& part = parts.push(Part(PartKind::text, true));
    while (raw() != '\'') {
        if (raw() == kEnd) return fail(line_, not_closed("'", line));
        part.text.append(script_[position_]);
        advance();
    }
    advance();
}

void Lexer::read_double_quotes(List<Part>& parts) {
    u32 line = line_;
    advance();
    if (peek() == '"') parts.push(Part(PartKind::text, true)); // "" is a field too, but "$@" may be none
    read_until(parts, '"', true);
    if (!accept('"')) fail(line_, not_closed("\"", line));
}

void Lexer::read_backslash(List<Part>& parts, bool quoted, int terminator) {
    advance();
    int c = raw();
    bool escapes =
        !quoted || c == '$' || c == '`' || c == '\\' || c == terminator || (c == '"' && terminator != kEnd);
    if (c == kEnd || !escapes) return add_character(parts, '\\', true);
    advance();
    add_character(parts, static_cast<char>(c), true);
}

void Lexer::read_dollar(List<Part>& parts, bool quoted) {
    advance();
    int c = peek();
    Part part(PartKind::parameter, quoted);
    if (c == '(') {
        advance();
        // "$((" always begins arithmetic; a subshell at the start of a substitution needs a space.
        if (accept('('))
            read_arithmetic(part);
        else
            read_substitution(part);
    } else if (c == '{') {
        advance();
        read_braces(part);
    } else {
        part.text = read_parameter_name(false);
        if (part.text.empty()) return add_character(parts, '$', quoted);
    }
    parts.push(std::move(part));
}

// The name after $ or ${, or nothing. Only within braces may a number have more than one digit.
Text Lexer::read_parameter_name(bool within_braces) {
    Text name;
    int c = peek();
    if (c >= 0 && View("@*#?-$!").contains(static_cast<char>(c))) {
        advance();
        return name.append(static_cast<char>(c));
    }
    bool number = isdigit(c);
    while (isdigit(c) || (!number && (isalpha(c) || c == '_' || isdigit(c)))) {
        name.append(static_cast<char>(c));
        advance();
        if (number && !within_braces) break;
        c = peek();
    }
    return name;
}

// ${name}, ${#name}, ${name:-word} and their kin; the lexer stands behind the opening brace.
void Lexer::read_braces(Part& part) {
    u32 line = line_;
    if (enter()) {
        part.text = read_parameter_name(true);
        if (part.text == "#" && peek() != '}') {
            Text name = read_parameter_name(true);
            if (!name.empty()) {
                part.text = std::move(name);
                part.operation = Operation::length;
            }
        }
        if (part.text.empty())
            fail(line, "bad substitution: no name after `${'");
        else if (peek() != '}' && part.operation == Operation::value)
            read_operation(part);
    }
    leave();
    if (accept('}')) return;
    fail(line_, peek() == kEnd ? not_closed("${", line) : Text("bad substitution: no `}' after the name"));
}

void Lexer::read_operation(Part& part) {
    part.empty_counts_as_unset = accept(':');
    if (accept('-'))
        part.operation = Operation::use_default;
    else if (accept('='))
        part.operation = Operation::set_default;
    else if (accept('?'))
        part.operation = Operation::demand;
    else if (accept('+'))
        part.operation = Operation::use_other;
    else if (part.empty_counts_as_unset)
        return;
    else if (accept('%'))
        part.operation = accept('%') ? Operation::cut_longest_end : Operation::cut_shortest_end;
    else if (accept('#'))
        part.operation = accept('#') ? Operation::cut_longest_start : Operation::cut_shortest_start;
    else
        return;
    // A pattern is a pattern even where the whole expansion stands in quotes.
    bool pattern = part.operation >= Operation::cut_shortest_end;
    read_until(part.argument, '}', part.quoted && !pattern);
}

// $((expression)); the lexer stands behind the opening parentheses.
void Lexer::read_arithmetic(Part& part) {
    u32 line = line_;
    part.kind = PartKind::arithmetic;
    u32 open = 0;
    if (enter()) {
        while (peek() != kEnd && (open || peek() != ')')) {
            if (peek() == '(') ++open;
            if (peek() == ')') --open;
            read_part(part.argument, true, 0);
        }
    }
    leave();
    if (accept(')') && accept(')')) return;
    fail(line_, peek() == kEnd ? not_closed("$((", line) : Text("unexpected `)' in $((...))"));
}

// $(commands); the lexer stands behind the opening parenthesis.
void Lexer::read_substitution(Part& part) {
    part.kind = PartKind::command;
    if (enter()) part.commands = Parser(*this).parse_substitution();
    leave();
}

// `commands`: the old form, in which \ before ` $ and \ is taken away before the commands are read.
void Lexer::read_backquotes(Part& part) {
    u32 line = line_;
    Text commands;
    advance();
    while (raw() != '`') {
        if (raw() == kEnd) return fail(line_, not_closed("`", line));
        int escaped = raw() == '\\' ? raw(1) : kEnd;
        if (escaped == '$' || escaped == '`' || escaped == '\\' || (escaped == '"' && part.quoted)) advance();
        commands.append(script_[position_]);
        advance();
    }
    advance();
    Lexer inner(std::move(commands), nullptr, line);
    inner.depth_ = depth_;
    if (inner.enter()) part.commands = Parser(inner).parse_all();
    if (inner.failed_) fail(inner.message_line_, inner.message_);
}

} // namespace shell
