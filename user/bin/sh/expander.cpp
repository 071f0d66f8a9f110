// user/bin/sh/expander.cpp: parameters, substitutions and arithmetic become text, and text becomes fields.
#include "expander.h"
#include "../unicode.h"
#include "arithmetic.h"
#include "glob.h"
#include "pattern.h"

namespace shell {

// Collects fields in the form of patterns: what was quoted has a backslash before each special character.
class Expander::Builder {
  public:
    // A null separators: what is added is not split.
    explicit Builder(const Text* separators) : separators_(separators) {}

    bool splits() const { return separators_; }

    void add_quoted(View text) {
        append_escaped(current_, text);
        started_ = true;
        after_blank_ = false;
    }
    // Characters of the script itself.
    void add_pattern(View text) {
        current_.append(text);
        started_ = started_ || !text.empty();
        after_blank_ = false;
    }
    // The outcome of an expansion outside of quotes.
    void add_value(View text) {
        for (char c : text) add_value_character(c);
    }
    // Between two arguments of $@. Outside of quotes an empty one is no field.
    void separate(bool quoted) {
        if (quoted || started_) end_field();
    }
    List<Text> take_fields() {
        if (started_) end_field();
        return std::move(fields_);
    }
    Text take_text() { return std::move(current_); }

  private:
    void end_field() {
        fields_.push(std::move(current_));
        current_ = Text();
        started_ = false;
    }
    void add_value_character(char c) {
        if (!separators_ || !separators_->view().contains(c)) {
            if (c == '\\') current_.append('\\'); // came from a value, and quotes nothing
            current_.append(c);
            started_ = true;
            after_blank_ = false;
        } else if (c == ' ' || c == '\t' || c == '\n') {
            if (!started_) return;
            end_field();
            after_blank_ = true;
        } else {
            // Blanks before a separator like `:` belong to it.
            if (!after_blank_) end_field();
            after_blank_ = false;
        }
    }

    const Text* separators_;
    List<Text> fields_;
    Text current_;
    bool started_ = false;     // current_ is a field, even if it is empty
    bool after_blank_ = false; // the last field was ended by blanks
};

List<Text> Expander::fields(const List<Word>& words) {
    Text ifs = separators();
    List<Text> all;
    for (const Word& word : words) {
        Builder builder(&ifs);
        expand_parts(word.parts, builder, false);
        for (Text& field : builder.take_fields()) {
            if (failed_) return {};
            if (!is_pattern(field))
                all.push(without_backslashes(field));
            else if (!glob(field, all))
                fail(join(without_backslashes(field), ": too many files match"));
        }
    }
    return all;
}

Text Expander::text(const Word& word) { return part_text(word.parts, false); }

Text Expander::pattern(const Word& word) { return part_text(word.parts, true); }

Text Expander::part_text(const List<Part>& parts, bool as_pattern) {
    Builder builder(nullptr);
    expand_parts(parts, builder, false);
    Text text = builder.take_text();
    return as_pattern ? text : without_backslashes(text);
}

void Expander::fail(Text message) {
    if (!failed_) error_ = std::move(message);
    failed_ = true;
}

Text Expander::separators() {
    Text value;
    return surroundings_.look_up("IFS", value) ? value : Text(" \t\n");
}

void Expander::expand_parts(const List<Part>& parts, Builder& to, bool from_expansion) {
    for (const Part& part : parts) {
        bool first = &part == parts.begin();
        bool tilde =
            first && part.kind == PartKind::text && !part.quoted && part.text.view().starts_with("~");
        Text home;
        if (tilde && (part.text.size() > 1 ? part.text[1] == '/' : parts.size() == 1) &&
            surroundings_.look_up("HOME", home)) {
            if (home == "/" && part.text.size() > 1) home.clear(); // not //name
            to.add_quoted(home);
            to.add_pattern(part.text.view().from(1));
        } else {
            expand_part(part, to, from_expansion);
        }
    }
}

void Expander::expand_part(const Part& part, Builder& to, bool from_expansion) {
    switch (part.kind) {
    case PartKind::text:
        if (part.quoted)
            to.add_quoted(part.text);
        else if (from_expansion)
            to.add_value(part.text);
        else
            to.add_pattern(part.text);
        return;
    case PartKind::parameter: return expand_parameter(part, to);
    case PartKind::arithmetic: return expand_arithmetic(part, to);
    case PartKind::command: {
        Text output;
        if (!surroundings_.output_of(*part.commands, output)) failed_ = true;
        while (!output.empty() && output.last() == '\n') output.truncate(output.size() - 1);
        return part.quoted ? to.add_quoted(output) : to.add_value(output);
    }
    }
}

void Expander::expand_arithmetic(const Part& part, Builder& to) {
    i64 value = 0;
    Text error;
    Text expression = part_text(part.argument, false);
    if (!failed_ && !evaluate(expression, surroundings_, value, error)) fail(join(expression, ": ", error));
    Text digits;
    digits.append_number(value);
    if (part.quoted)
        to.add_quoted(digits);
    else
        to.add_value(digits);
}

bool Expander::look_up(View name, Text& value) {
    if (name != "@" && name != "*") return surroundings_.look_up(name, value);
    Text ifs = separators();
    for (const Text& argument : surroundings_.arguments()) {
        bool first = &argument == surroundings_.arguments().begin();
        if (!first && name == "@")
            value.append(' ');
        else if (!first && !ifs.empty())
            value.append(ifs[0]);
        value.append(argument);
    }
    return !surroundings_.arguments().empty();
}

void Expander::expand_parameter(const Part& part, Builder& to) {
    Text value;
    bool set = look_up(part.text, value);
    bool present = set && !(part.empty_counts_as_unset && value.empty());
    switch (part.operation) {
    case Operation::use_other:
        if (present)
            expand_parts(part.argument, to, true);
        else if (part.quoted)
            to.add_quoted("");
        return;
    case Operation::use_default:
    case Operation::set_default:
        if (!present) return use_default(part, to);
        break;
    case Operation::demand:
        if (!present) return demand(part);
        break;
    default:
        bool list = part.text == "@" || part.text == "*";
        if (!set && !list && surroundings_.unset_is_mistake()) return fail(join(part.text, ": not set"));
        break;
    }
    bool many = part.text == "@" || (part.text == "*" && !part.quoted);
    if (many && to.splits() && part.operation < Operation::cut_shortest_end &&
        part.operation != Operation::length) {
        return expand_arguments(part, to);
    }
    if (part.operation == Operation::length) {
        usize length = 0;
        for (char c : value.view()) length += !unicode::continues(c);
        value = Text().append_number(static_cast<i64>(length));
    } else if (part.operation >= Operation::cut_shortest_end) {
        value = cut(part, value);
    }
    if (part.quoted)
        to.add_quoted(value);
    else
        to.add_value(value);
}

// $@ and $*: each argument is a field of its own, or more than one where it is not quoted.
void Expander::expand_arguments(const Part& part, Builder& to) {
    bool first = true;
    for (const Text& argument : surroundings_.arguments()) {
        if (!first) to.separate(part.quoted);
        first = false;
        if (part.quoted)
            to.add_quoted(argument);
        else
            to.add_value(argument);
    }
}

void Expander::use_default(const Part& part, Builder& to) {
    if (part.operation == Operation::use_default) {
        if (part.quoted) to.add_quoted("");
        return expand_parts(part.argument, to, true);
    }
    Text value = part_text(part.argument, false);
    if (!is_name(part.text)) return fail(join("${", part.text, "=}: not a variable"));
    if (failed_) return;
    surroundings_.assign(part.text, value);
    if (part.quoted)
        to.add_quoted(value);
    else
        to.add_value(value);
}

void Expander::demand(const Part& part) {
    Text message = part_text(part.argument, false);
    fail(join(part.text, ": ", message.empty() ? View("not set") : message.view()));
}

Text Expander::cut(const Part& part, View value) {
    Pattern pattern(part_text(part.argument, true));
    bool longest =
        part.operation == Operation::cut_longest_end || part.operation == Operation::cut_longest_start;
    bool from_end =
        part.operation == Operation::cut_shortest_end || part.operation == Operation::cut_longest_end;
    usize place = from_end ? pattern.find_end(value, longest) : pattern.find_start(value, longest);
    if (place == View::kNowhere) return value;
    return from_end ? value.first(place) : value.from(place);
}

} // namespace shell
