// user/bin/sh/variables.cpp: a list of variables: a shell has a few dozen, and looks through them all.
#include "variables.h"

namespace shell {

void Variables::import(char** environment) {
    for (; *environment; ++environment) {
        View entry(*environment);
        usize equals = entry.find('=');
        if (equals == View::kNowhere || !is_name(entry.first(equals))) continue;
        set(entry.first(equals), entry.from(equals + 1));
        export_name(entry.first(equals));
    }
}

Variable* Variables::look_up(View name) {
    for (Variable& variable : variables_) {
        if (variable.name.view() == name) return &variable;
    }
    return nullptr;
}

const Variable* Variables::find(View name) const {
    for (const Variable& variable : variables_) {
        if (variable.name.view() == name) return &variable;
    }
    return nullptr;
}

Variable& Variables::look_up_or_add(View name) {
    if (Variable* variable = look_up(name)) return *variable;
    Variable variable;
    variable.name = name;
    variable.set = false;
    return variables_.push(std::move(variable));
}

void Variables::set(View name, View value) {
    Text copy = value; // it may be the value of another variable
    Variable& variable = look_up_or_add(name);
    variable.value = std::move(copy);
    variable.set = true;
}

void Variables::export_name(View name) { look_up_or_add(name).exported = true; }

void Variables::unset(View name) {
    for (usize i = 0; i < variables_.size(); ++i) {
        if (variables_[i].name.view() == name) return variables_.erase(i);
    }
}

void Variables::restore(View name, const Variable* before) {
    if (before)
        look_up_or_add(name) = *before;
    else
        unset(name);
}

List<Text> Variables::environment() const {
    List<Text> entries;
    for (const Variable& variable : variables_) {
        if (variable.exported && variable.set) entries.push(join(variable.name, "=", variable.value));
    }
    return entries;
}

List<char*> pointers_to(List<Text>& texts) {
    List<char*> pointers;
    for (Text& text : texts) pointers.push(const_cast<char*>(text.c_string())); // execve changes nothing
    pointers.push(nullptr);
    return pointers;
}

} // namespace shell
