// user/bin/edit/view.h: which part of a document is on the screen, and where in it the cursor stands.
#pragma once

#include "document.h"
#include "screen.h"

constexpr usize kTabWidth = 8;

// At which column of the screen a byte of a line is, and which character is at a column, or before it.
usize column_of(const Line& line, usize byte);
usize byte_at(const Line& line, usize column);

class View {
  public:
    explicit View(Screen& screen) : screen_(screen) {}

    // How many lines there is room for: two rows tell about the document, and hold what the editor says.
    usize height() const { return screen_.rows() - 2; }

    // Scrolls until this place is in sight.
    void follow(const Document& document, Place cursor);
    // Shows the part that is in sight.
    void draw(const Document& document, Place cursor, const char* name, const char* message);
    // The cursor stands in the text, or at the end of the message.
    void put_cursor_in_text(const Document& document, Place cursor);
    void put_cursor_behind(const char* message);

  private:
    void draw_line(usize row, const Line& line);
    void draw_status(const Document& document, Place cursor, const char* name);

    Screen& screen_;
    usize top_ = 0;  // the line in the first row
    usize left_ = 0; // the column at the left edge
};
