// user/bin/edit/editor.cpp: moving about, and changing what is there.
#include "editor.h"
#include "../unicode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

namespace {

// It fits into a row.
constexpr const char* kHelp = "^S save  ^Q quit  ^F find  ^N find again  ^G go to line  ^K cut  ^U paste";
constexpr const char* kNoMemory = "Out of memory: nothing was changed";

// All of another script than ASCII count as letters.
bool is_in_word(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

} // namespace

bool Editor::run() {
    say(kHelp);
    while (!leaving_) {
        if (!keyboard_.has_more()) show();
        act(keyboard_.next());
        view_.follow(document_, cursor_);
    }
    return !gone_ || !document_.changed();
}

void Editor::show() {
    view_.draw(document_, cursor_, path_, message_);
    view_.put_cursor_in_text(document_, cursor_);
}

void Editor::say(const char* message) { snprintf(message_, sizeof message_, "%s", message); }

void Editor::complain(const char* message) {
    say(message);
    screen_.ring();
}

void Editor::act(Key key) {
    if (key == Key::none) return;
    say("");
    bool warned = warned_, cutting = cutting_;
    warned_ = cutting_ = false;
    if (move(key) || change(key)) return;
    switch (key) {
    case Key::cut: cutting_ = cutting; return cut();
    case Key::save: return save();
    case Key::find: return find(false);
    case Key::find_next: return find(true);
    case Key::go_to: return go_to();
    case Key::redraw: return screen_.forget();
    case Key::quit: warned_ = warned; return quit();
    case Key::gone: gone_ = leaving_ = true; return;
    case Key::cancel: return say("Ctrl-Q leaves the editor, Ctrl-S saves");
    default: return say(kHelp);
    }
}

// --- moving ---

bool Editor::move(Key key) {
    if (move_up_or_down(key)) return true;
    switch (key) {
    case Key::left: move_left(); break;
    case Key::right: move_right(); break;
    case Key::word_left: move_word_left(); break;
    case Key::word_right: move_word_right(); break;
    case Key::start: cursor_.byte = 0; break;
    case Key::end: cursor_.byte = line().size; break;
    default: return false;
    }
    column_ = column_of(line(), cursor_.byte);
    return true;
}

bool Editor::move_up_or_down(Key key) {
    switch (key) {
    case Key::up: move_by(1, false); return true;
    case Key::down: move_by(1, true); return true;
    case Key::page_up: move_by(view_.height(), false); return true;
    case Key::page_down: move_by(view_.height(), true); return true;
    default: return false;
    }
}

void Editor::move_by(usize lines, bool down) {
    usize most = down ? document_.lines() - 1 - cursor_.line : cursor_.line;
    if (lines > most) lines = most;
    cursor_.line = down ? cursor_.line + lines : cursor_.line - lines;
    cursor_.byte = byte_at(line(), column_);
}

void Editor::move_left() {
    if (cursor_.byte > 0) {
        cursor_.byte = unicode::start_of_character(line().bytes, line().size, cursor_.byte);
    } else if (cursor_.line > 0) {
        --cursor_.line;
        cursor_.byte = line().size;
    }
}

void Editor::move_right() {
    if (cursor_.byte < line().size)
        cursor_.byte = unicode::end_of_character(line().bytes, line().size, cursor_.byte);
    else if (cursor_.line + 1 < document_.lines())
        cursor_ = {cursor_.line + 1, 0};
}

void Editor::move_word_left() {
    if (cursor_.byte == 0) return move_left();
    while (cursor_.byte > 0 && !is_in_word(line().bytes[cursor_.byte - 1])) move_left();
    while (cursor_.byte > 0 && is_in_word(line().bytes[cursor_.byte - 1])) move_left();
}

void Editor::move_word_right() {
    if (cursor_.byte == line().size) return move_right();
    while (cursor_.byte < line().size && !is_in_word(line().bytes[cursor_.byte])) move_right();
    while (cursor_.byte < line().size && is_in_word(line().bytes[cursor_.byte])) move_right();
}

// --- changing ---

bool Editor::change(Key key) {
    switch (key) {
    case Key::text: insert(keyboard_.text(), keyboard_.size()); break;
    case Key::enter:
        if (!document_.split(cursor_)) complain(kNoMemory);
        break;
    case Key::erase_before: erase_before(); break;
    case Key::erase_at: erase_at(); break;
    case Key::paste: paste(); break;
    default: return false;
    }
    column_ = column_of(line(), cursor_.byte);
    return true;
}

void Editor::insert(const char* bytes, usize count) {
    if (!document_.insert(cursor_, bytes, count)) complain(kNoMemory);
}

void Editor::erase_before() {
    if (cursor_.line == 0 && cursor_.byte == 0) return;
    move_left();
    erase_at();
}

void Editor::erase_at() {
    if (cursor_.byte < line().size) {
        usize end = unicode::end_of_character(line().bytes, line().size, cursor_.byte);
        document_.erase(cursor_, end - cursor_.byte);
    } else if (cursor_.line + 1 < document_.lines() && !document_.join(cursor_.line)) {
        complain(kNoMemory);
    }
}

// Whole lines. Those that are cut one after the other are pasted together.
void Editor::cut() {
    while (!cutting_ && cut_lines_ > 0) cut_.erase_line(--cut_lines_);
    if (!cut_.insert_line(cut_lines_, line().bytes, line().size)) return complain(kNoMemory);
    ++cut_lines_;
    cutting_ = true;
    document_.erase_line(cursor_.line);
    if (cursor_.line == document_.lines()) --cursor_.line;
    cursor_.byte = column_ = 0;
}

void Editor::paste() {
    cursor_.byte = 0;
    for (usize i = 0; i < cut_lines_; ++i) {
        const Line& each = cut_.line(i);
        if (!document_.insert_line(cursor_.line, each.bytes, each.size)) return complain(kNoMemory);
        ++cursor_.line;
    }
}
