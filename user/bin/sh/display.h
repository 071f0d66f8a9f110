// user/bin/sh/display.h: what to send to a terminal so that it shows a line and its cursor.
#pragma once

#include "text.h"

namespace shell {

// It remembers what the terminal shows, and sends only what must change. Lines are broken here, not by the terminal,
// so that a terminal wider than is known does no harm.
class Display {
  public:
    explicit Display(u32 columns) : columns_(columns < 4 ? 4 : columns) {}

    // A new line begins, on an empty row of the terminal.
    Text start(View prompt);
    // The line is now `text`, with the cursor before the character at `cursor`.
    Text show(View text, usize cursor);
    // Everything is to be drawn anew: the terminal shows nothing of it.
    Text redraw();
    // To the row below the line.
    Text finish();

  private:
    struct Place {
        u32 row = 0; // from the row of the prompt
        u32 column = 0;
    };

    void draw(View text, Text& out);
    void draw_character(View character, Text& out);
    void move_to(usize offset, Text& out);
    usize common_start(View text) const;
    Place place_of(usize offset) const;
    void step(Place& place, u32 width) const;
    void new_row(Text& out);

    u32 columns_;
    Text prompt_;
    Text shown_;       // the text as the terminal has it
    usize offset_ = 0; // where in it the terminal's cursor is,
    Place at_;         // and where that is on the terminal
};

} // namespace shell
