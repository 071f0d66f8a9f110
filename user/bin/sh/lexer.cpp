// user/bin/sh/lexer.cpp: tokens: operators, line ends, here-documents, and where words begin.
#include "lexer.h"

namespace shell {

Lexer::Lexer(Text script, Source* source, u32 line)
    : script_(std::move(script)), source_(source), line_(line) {}

void Lexer::fail(u32 line, Text message) {
    if (!failed_) {
        failed_ = true;
        message_ = std::move(message);
        message_line_ = line;
    }
    position_ = script_.size();
    at_end_ = true;
    pending_documents_.clear();
}

bool Lexer::enter() {
    if (++depth_ <= kMaximumDepth) return true;
    fail(line_, "nested too deeply");
    return false;
}

void Lexer::forget_what_was_read() {
    if (position_ < script_.size()) return;
    script_.clear();
    position_ = 0;
}

void Lexer::start_over() {
    script_.clear();
    position_ = 0;
    line_ = 1;
    depth_ = 0;
    at_end_ = false;
    failed_ = false;
    pending_documents_.clear();
}

int Lexer::raw(usize ahead) {
    while (position_ + ahead >= script_.size()) {
        if (at_end_ || !source_ || !source_->more(script_)) {
            at_end_ = true;
            return kEnd;
        }
    }
    return static_cast<unsigned char>(script_[position_ + ahead]);
}

int Lexer::peek() {
    while (raw() == '\\' && raw(1) == '\n') {
        position_ += 2;
        ++line_;
    }
    return raw();
}

// Past the character that raw() or peek() just answered.
void Lexer::advance() {
    if (script_[position_++] == '\n') ++line_;
}

bool Lexer::accept(char c) {
    if (peek() != c) return false;
    advance();
    return true;
}

void Lexer::skip_blanks() {
    while (accept(' ') || accept('\t')) {
    }
    if (peek() != '#') return;
    while (raw() != '\n' && raw() != kEnd) advance();
}

Token Lexer::next() {
    skip_blanks();
    Token token;
    int c = peek();
    token.start = position_;
    token.line = line_;
    if (c == kEnd) {
        if (!pending_documents_.empty()) read_here_documents();
        token.kind = TokenKind::end;
    } else if (c == '\n') {
        advance();
        token.kind = TokenKind::newline;
        token.end = position_; // the documents below the line are no part of it
        read_here_documents();
        return token;
    } else if (View(";&|()<>").contains(static_cast<char>(c))) {
        token.kind = read_operator();
    } else {
        token.word = read_word();
        View text = plain_text(token.word);
        bool digits = text.size() == 1 && text[0] >= '0' && text[0] <= '9';
        bool redirects = digits && (raw() == '<' || raw() == '>');
        token.kind = redirects ? TokenKind::descriptor : TokenKind::word;
    }
    token.end = position_;
    return failed_ ? Token() : token;
}

TokenKind Lexer::read_operator() {
    int c = peek();
    advance();
    switch (c) {
    case ';': return accept(';') ? TokenKind::double_semicolon : TokenKind::semicolon;
    case '&': return accept('&') ? TokenKind::and_if : TokenKind::ampersand;
    case '|': return accept('|') ? TokenKind::or_if : TokenKind::pipe;
    case '(': return TokenKind::left_parenthesis;
    case ')': return TokenKind::right_parenthesis;
    case '<':
        if (accept('<')) return accept('-') ? TokenKind::double_less_dash : TokenKind::double_less;
        if (accept('&')) return TokenKind::less_and;
        return accept('>') ? TokenKind::less_greater : TokenKind::less;
    default: // '>'
        if (accept('>')) return TokenKind::double_greater;
        if (accept('&')) return TokenKind::greater_and;
        return accept('|') ? TokenKind::greater_pipe : TokenKind::greater;
    }
}

void Lexer::expect_here_document(Ref<HereDocument> document, const Word& delimiter, bool strip_tabs) {
    PendingDocument pending{std::move(document), {}, strip_tabs, false};
    for (const Part& part : delimiter.parts) {
        if (part.kind != PartKind::text)
            return fail(line_, "the end of a here-document must be a plain word");
        pending.delimiter.append(part.text);
        pending.literal = pending.literal || part.quoted;
    }
    pending_documents_.push(std::move(pending));
}

void Lexer::read_here_documents() {
    List<PendingDocument> documents = std::move(pending_documents_);
    for (PendingDocument& pending : documents) read_here_document(pending);
}

void Lexer::read_here_document(PendingDocument& pending) {
    u32 first_line = line_;
    Text body;
    for (;;) {
        Text line;
        while (raw() != '\n' && raw() != kEnd) {
            line.append(script_[position_]);
            advance();
        }
        usize tabs = 0;
        while (pending.strip_tabs && tabs < line.size() && line[tabs] == '\t') ++tabs;
        line.erase(0, tabs);
        bool last = raw() == kEnd;
        if (!last) advance();
        if (line == pending.delimiter) break;
        if (last)
            return fail(line_, join("unexpected end of file: no `", pending.delimiter, "' ends the text"));
        body.append(line).append('\n');
    }
    if (pending.literal) {
        pending.document->body.parts.push(Part(PartKind::text, true)).text = std::move(body);
        return;
    }
    Lexer inner(std::move(body), nullptr, first_line);
    inner.depth_ = depth_;
    inner.read_until(pending.document->body.parts, kEnd, true);
    if (inner.failed_) fail(inner.message_line_, inner.message_);
}

} // namespace shell
