// user/bin/edit/screen.cpp: rows of cells, and the control sequences of ECMA-48 that a terminal gets.
#include "screen.h"
#include "../lines.h"
#include "../terminal_size.h"

#include <new>
#include <stile.h>

namespace {

// What the environment says, if that is sensible, or else the terminal.
usize size_from(const char* variable, usize said, usize least, usize most) {
    const char* text = getenv(variable);
    usize size = 0;
    if (text && parse_count(text, size) && size >= least && size <= most) return size;
    return said < least ? least : said > most ? most : said;
}

} // namespace

void Row::add(const char* text, usize size, usize width) {
    full_ = full_ || used_ + width > columns_ || size_ + size > kRowBytes;
    if (full_) return;
    memcpy(bytes_ + size_, text, size);
    size_ += size;
    used_ += width;
}

void Row::add(const char* text) {
    for (; *text; ++text) add(text, 1, 1);
}

void Row::add_blanks(usize count) {
    for (; count && !full_; --count) add(" ", 1, 1);
}

bool Row::operator==(const Row& other) const {
    return highlighted_ == other.highlighted_ && size_ == other.size_ &&
           memcmp(bytes_, other.bytes_, size_) == 0;
}

// The rest of the row is cleared, unless there is none: then the cursor may stand on its last column.
void Row::send() const {
    if (highlighted_) fputs("\x1b[7m", stdout);
    fwrite(bytes_, 1, size_, stdout);
    if (highlighted_) fputs("\x1b[m", stdout);
    if (used_ < columns_) fputs("\x1b[K", stdout);
}

Screen::Screen()
    : rows_(size_from("LINES", terminal_size().ws_row, 4, kRowsMax)),
      columns_(size_from("COLUMNS", terminal_size().ws_col, 20, kRowBytes / 4)),
      mode_before_(isatty(STDOUT_FILENO) ? terminal_mode(STDIN_FILENO, TERMINAL_RAW) : -1) {
    if (is_on()) forget();
}

Screen::~Screen() {
    forget(); // and clears it
    if (!is_on()) return;
    fflush(stdout);
    terminal_mode(STDIN_FILENO, mode_before_);
}

void Screen::show(usize number, const Row& row) {
    Row*& shown = shown_[number];
    if (shown && *shown == row) return;
    if (!shown) shown = static_cast<Row*>(malloc(sizeof(Row))); // without memory it is sent each time
    if (shown) new (shown) Row(row);
    printf("\x1b[%zu;1H", number + 1);
    row.send();
}

void Screen::put_cursor(usize row, usize column) {
    printf("\x1b[%zu;%zuH", row + 1, column + 1);
    fflush(stdout);
}

void Screen::forget() {
    for (Row*& row : shown_) {
        free(row);
        row = nullptr;
    }
    if (is_on()) fputs("\x1b[2J\x1b[H", stdout);
}

void Screen::ring() const { putchar('\a'); }
