// user/bin/sh/variables.h: the variables of the shell, and the environment that it gives to programs.
#pragma once

#include "text.h"

namespace shell {

struct Variable {
    Text name;
    Text value;
    bool set = true; // `export name` may come before name=value
    bool exported = false;
};

class Variables {
  public:
    // Takes over NAME=value strings; what has no proper name is dropped.
    void import(char** environment);

    const Variable* find(View name) const;
    void set(View name, View value);
    void export_name(View name);
    void unset(View name);
    // Puts back what find() answered earlier, or that there was nothing.
    void restore(View name, const Variable* before);

    const List<Variable>& all() const { return variables_; }
    // The exported ones as NAME=value.
    List<Text> environment() const;

  private:
    Variable* look_up(View name);
    Variable& look_up_or_add(View name);

    List<Variable> variables_;
};

// Pointers to texts, with a null at the end, as execve wants them. They are good as long as the texts are.
List<char*> pointers_to(List<Text>& texts);

} // namespace shell
