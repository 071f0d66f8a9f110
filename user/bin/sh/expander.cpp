// user/bin/sh/expander.cpp: parameters, substitutions and arithmetic become text, and text becomes fields.
#include "expander.h"
#include "../unicode.h"
#include "arithmetic.h"
#include "fields.h"
#include "glob.h"
#include "pattern.h"

namespace shell {

List<Text> Expander::fields(const List<Word>& words) {
    Text ifs = separators();
    List<Text> all;
    for (const Word& word : words) {
        FieldBuilder builder(&ifs);
        expand_parts(word.parts, builder, false);
        if (builder.too_long()) fail("a word becomes too long");
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
    FieldBuilder builder(nullptr);
    expand_parts(parts, builder, false);
    if (builder.too_long()) fail("a word becomes too long");
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

void Expander::expand_parts(const List<Part>& parts, FieldBuilder& to, bool from_expansion) {
    for (const Part& part : parts) {
        bool first = &part == parts.begin();
        if (!first || !expand_home(part, parts.size() == 1, to)) expand_part(part, to, from_expansion);
    }
}

// ~ and ~/path at the start of a word. False if it is neither.
bool Expander::expand_home(const Part& part, bool only, FieldBuilder& to) {
    View text = part.text;
    bool home =
        part.kind == PartKind::text && !part.quoted && (text.starts_with("~/") || (only && text == "~"));
    Text folder;
    if (!home || !surroundings_.look_up("HOME", folder)) return false;
    if (folder == "/" && text.size() > 1) folder.clear(); // not //path
    to.add_quoted(folder);
    to.add_script(text.from(1));
    return true;
}

void Expander::expand_part(const Part& part, FieldBuilder& to, bool from_expansion) {
    switch (part.kind) {
    case PartKind::text:
        if (part.quoted)
            to.add_quoted(part.text);
        else if (from_expansion)
            to.add_value(part.text);
        else
            to.add_script(part.text);
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

void Expander::expand_arithmetic(const Part& part, FieldBuilder& to) {
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

void Expander::expand_parameter(const Part& part, FieldBuilder& to) {
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
void Expander::expand_arguments(const Part& part, FieldBuilder& to) {
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

void Expander::use_default(const Part& part, FieldBuilder& to) {
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
