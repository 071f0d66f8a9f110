// user/bin/sh/functions.h: the functions that a script has defined.
#pragma once

#include "syntax.h"

namespace shell {

class Functions {
  public:
    const Ref<Command>* find(View name) const {
        for (const Entry& entry : entries_) {
            if (entry.name.view() == name) return &entry.body;
        }
        return nullptr;
    }

    void define(View name, Ref<Command> body) {
        remove(name);
        entries_.push({name, std::move(body)});
    }

    void remove(View name) {
        for (usize i = 0; i < entries_.size(); ++i) {
            if (entries_[i].name.view() == name) return entries_.erase(i);
        }
    }

    List<Text> names() const {
        List<Text> all;
        for (const Entry& entry : entries_) all.push(entry.name);
        return all;
    }

  private:
    struct Entry {
        Text name;
        Ref<Command> body;
    };

    List<Entry> entries_;
};

} // namespace shell
