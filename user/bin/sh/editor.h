// user/bin/sh/editor.h: reading a line from a terminal, key by key.
#pragma once

#include "display.h"
#include "history.h"
#include "keys.h"
#include "line_buffer.h"

namespace shell {

class Shell;

class Editor {
  public:
    enum class Outcome { line, interrupted, end };

    explicit Editor(Shell& shell) : shell_(shell) {}

    // Appends what was typed to line. remember: it becomes part of the history.
    Outcome read(View prompt, Text& line, bool remember);

  private:
    void press(Key key);
    void recall(Key key);
    void complete(bool again, Display& display);
    void list(const List<Text>& names, Display& display);

    Shell& shell_;
    LineBuffer buffer_;
    KeyReader keys_;
    History history_;
};

} // namespace shell
