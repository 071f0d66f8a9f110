// user/bin/edit/view.cpp: lines as rows of cells: tabs, wide characters, and what cannot be shown.
#include "view.h"
#include "../unicode.h"

#include <stdio.h>
#include <string.h>

namespace {

// A character as the screen shows it.
struct Cell {
    const char* text;
    usize size;  // bytes on the screen
    usize width; // columns
    usize bytes; // in the line
};

Cell cell_at(const Line& line, usize byte, usize column) {
    unicode::Character character = unicode::decode(line.bytes + byte, line.size - byte);
    if (character.code == '\t') return {"        ", 0, kTabWidth - column % kTabWidth, 1};
    bool odd = character.code < 0x20 || (character.code >= 0x7f && character.code < 0xa0) ||
               character.code >= unicode::kInvalid;
    if (odd) return {"?", 1, 1, character.bytes};
    return {line.bytes + byte, character.bytes, unicode::width(character.code), character.bytes};
}

} // namespace

usize column_of(const Line& line, usize byte) {
    usize column = 0;
    for (usize at = 0; at < byte;) {
        Cell cell = cell_at(line, at, column);
        column += cell.width;
        at += cell.bytes;
    }
    return column;
}

usize byte_at(const Line& line, usize column) {
    usize reached = 0, at = 0;
    while (at < line.size) {
        Cell cell = cell_at(line, at, reached);
        if (reached + cell.width > column) break;
        reached += cell.width;
        at += cell.bytes;
    }
    return at;
}

// Scrolls no more than is needed up and down; to the side by half a screen.
void View::follow(const Document& document, Place cursor) {
    if (cursor.line < top_) top_ = cursor.line;
    if (cursor.line >= top_ + height()) top_ = cursor.line - height() + 1;
    usize column = column_of(document.line(cursor.line), cursor.byte);
    usize columns = screen_.columns();
    bool in_sight = column >= left_ && column + 2 <= left_ + columns;
    if (!in_sight) left_ = column + 2 <= columns ? 0 : column - columns / 2;
}

void View::draw_line(usize number, const Line& line) {
    Row row(screen_.columns());
    usize column = 0;
    for (usize at = 0; at < line.size && column < left_ + screen_.columns();) {
        Cell cell = cell_at(line, at, column);
        usize end = column + cell.width;
        if (end > left_ && (column < left_ || cell.size == 0))
            row.add_blanks(end - (column < left_ ? left_ : column)); // a tab, or half of what is wide
        else if (column >= left_)
            row.add(cell.text, cell.size, cell.width);
        column = end;
        at += cell.bytes;
    }
    screen_.show(number, row);
}

void View::draw_status(const Document& document, Place cursor, const char* name) {
    char place[80];
    usize column = column_of(document.line(cursor.line), cursor.byte);
    int size = snprintf(place, sizeof place, "line %zu of %zu, column %zu ", cursor.line + 1,
                        document.lines(), column + 1);
    Row row(screen_.columns());
    row.highlight();
    row.add(" ");
    usize room = screen_.columns() - static_cast<usize>(size) - 12;
    usize length = strlen(name);
    usize used = 1;
    for (usize at = length > room ? length - room : 0; at < length; ++at, ++used) {
        bool plain = name[at] >= 0x20 && name[at] < 0x7f;
        row.add(plain ? name + at : "?", 1, 1);
    }
    const char* changed = document.changed() ? " (changed)" : "";
    row.add(changed);
    used += strlen(changed);
    row.add_blanks(screen_.columns() - used - static_cast<usize>(size));
    row.add(place);
    screen_.show(height(), row);
}

void View::draw(const Document& document, Place cursor, const char* name, const char* message) {
    for (usize row = 0; row < height(); ++row) {
        if (top_ + row < document.lines()) {
            draw_line(row, document.line(top_ + row));
        } else {
            Row beyond(screen_.columns());
            beyond.add("~");
            screen_.show(row, beyond);
        }
    }
    draw_status(document, cursor, name);
    Row last(screen_.columns());
    for (usize at = 0, size = strlen(message); at < size;) {
        unicode::Character character = unicode::decode(message + at, size - at);
        last.add(message + at, character.bytes, unicode::width(character.code));
        at += character.bytes;
    }
    screen_.show(height() + 1, last);
}

void View::put_cursor_in_text(const Document& document, Place cursor) {
    screen_.put_cursor(cursor.line - top_, column_of(document.line(cursor.line), cursor.byte) - left_);
}

void View::put_cursor_behind(const char* message) {
    usize column = unicode::width(message, strlen(message));
    screen_.put_cursor(height() + 1, column < screen_.columns() ? column : screen_.columns() - 1);
}
