// user/bin/sh/surroundings.h: what expansions need from the shell around them.
#pragma once

#include "syntax.h"

namespace shell {

class Surroundings {
  public:
    // The value of a variable or of a parameter such as 1, ? or #. False if it is not set.
    virtual bool look_up(View name, Text& value) = 0;
    virtual void assign(View name, View value) = 0;
    // $1, $2, ...
    virtual const List<Text>& arguments() const = 0;
    // What the commands of $(...) print. False if it came to nothing, and whoever needs it is not to go on.
    virtual bool output_of(const Sequence& commands, Text& output) = 0;
    // Whether `set -u` makes it a mistake to use what is not set.
    virtual bool unset_is_mistake() const = 0;

  protected:
    ~Surroundings() = default;
};

} // namespace shell
