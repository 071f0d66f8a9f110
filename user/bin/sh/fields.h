// user/bin/sh/fields.h: how the outcome of expansions is split into fields.
#pragma once

#include "text.h"

namespace shell {

// Collects fields in the form of patterns: what was quoted has a backslash before each special character.
class FieldBuilder {
  public:
    // A null separators: what is added is not split.
    explicit FieldBuilder(const Text* separators) : separators_(separators) {}

    bool splits() const { return separators_; }
    // More than any command could take, as a variable has that is doubled for ever. What came later is not there.
    bool too_long() const { return size_ > kMaximumSize; }

    void add_quoted(View text);
    void add_script(View text); // characters of the script itself: patterns, but not split
    void add_value(View text);  // the outcome of an expansion outside of quotes

    // Between two arguments of $@. Outside of quotes an empty one is no field.
    void separate(bool quoted) {
        if (quoted || started_) end_field();
    }

    List<Text> take_fields();
    Text take_text() { return std::move(current_); }

  private:
    static constexpr usize kMaximumSize = 4 << 20; // bytes
    static constexpr usize kFieldSize = 32;        // what a field itself counts

    bool grow(usize bytes);
    void add_separator(char c);
    void end_field();

    const Text* separators_;
    List<Text> fields_;
    Text current_;
    usize size_ = 0;
    bool started_ = false;     // current_ is a field, even if it is empty
    bool after_blank_ = false; // the last field was ended by blanks
};

} // namespace shell
