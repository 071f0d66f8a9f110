// user/bin/sh/expander.h: what becomes of words before a command sees them (POSIX, Shell Command Language, 2.6).
#pragma once

#include "surroundings.h"

namespace shell {

class FieldBuilder;

class Expander {
  public:
    explicit Expander(Surroundings& surroundings) : surroundings_(surroundings) {}

    // Words as arguments: expanded, split into fields, file names put in the place of patterns, quotes removed.
    List<Text> fields(const List<Word>& words);
    // A word as one text, for assignments, redirections and here-documents: not split, and no file names.
    Text text(const Word& word);
    // A word as a pattern for `case`: what was quoted stands for itself.
    Text pattern(const Word& word);

    // After a mistake the results mean nothing, and error() says what it was; nothing if that has been said already.
    bool failed() const { return failed_; }
    const Text& error() const { return error_; }

  private:
    void expand_parts(const List<Part>& parts, FieldBuilder& to, bool from_expansion);
    bool expand_home(const Part& part, bool only, FieldBuilder& to);
    void expand_part(const Part& part, FieldBuilder& to, bool from_expansion);
    void expand_parameter(const Part& part, FieldBuilder& to);
    bool look_up(View name, Text& value);
    void use_default(const Part& part, FieldBuilder& to);
    void demand(const Part& part);
    void expand_arguments(const Part& part, FieldBuilder& to);
    void expand_arithmetic(const Part& part, FieldBuilder& to);
    Text cut(const Part& part, View value);
    Text part_text(const List<Part>& parts, bool as_pattern);
    Text separators();
    void fail(Text message);

    Surroundings& surroundings_;
    bool failed_ = false;
    Text error_;
};

} // namespace shell
