// user/bin/sh/fields.cpp: field splitting (POSIX, Shell Command Language, 2.6.5).
#include "fields.h"
#include "pattern.h"

namespace shell {

bool FieldBuilder::grow(usize bytes) {
    size_ += bytes;
    return !too_long();
}

void FieldBuilder::add_quoted(View text) {
    if (!grow(text.size())) return;
    append_escaped(current_, text);
    started_ = true;
    after_blank_ = false;
}

void FieldBuilder::add_script(View text) {
    if (text.empty() || !grow(text.size())) return;
    current_.append(text);
    started_ = true;
    after_blank_ = false;
}

void FieldBuilder::add_value(View text) {
    if (!grow(text.size())) return;
    while (!text.empty()) {
        usize size = 0;
        while (size < text.size() && !(separators_ && separators_->view().contains(text[size]))) ++size;
        if (size == 0) {
            add_separator(text[0]);
            text = text.from(1);
            continue;
        }
        append_value(current_, text.first(size));
        started_ = true;
        after_blank_ = false;
        text = text.from(size);
    }
}

// Blanks end a field; another separator ends one too, but not if the blanks before it already have.
void FieldBuilder::add_separator(char c) {
    bool blank = c == ' ' || c == '\t' || c == '\n';
    if (blank ? started_ : !after_blank_)
        end_field();
    else if (blank)
        return;
    after_blank_ = blank;
}

void FieldBuilder::end_field() {
    if (grow(kFieldSize)) fields_.push(std::move(current_));
    current_ = Text();
    started_ = false;
}

List<Text> FieldBuilder::take_fields() {
    if (started_) end_field();
    return std::move(fields_);
}

} // namespace shell
