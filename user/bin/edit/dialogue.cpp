// user/bin/edit/dialogue.cpp: what the editor asks, and what it says: saving, searching, leaving.
#include "../unicode.h"
#include "editor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Reads an answer into answer_, in the last row. False if Ctrl-C was pressed instead.
bool Editor::ask(const char* question) {
    usize size = 0;
    answer_[0] = 0;
    for (;;) {
        snprintf(message_, sizeof message_, "%s%s", question, answer_);
        view_.draw(document_, cursor_, path_, message_);
        view_.put_cursor_behind(message_);
        Key key = keyboard_.next();
        say("");
        if (key == Key::enter) return true;
        if (key == Key::cancel || key == Key::gone) {
            leaving_ = gone_ = key == Key::gone;
            return false;
        }
        if (key == Key::erase_before) {
            size = unicode::start_of_character(answer_, size, size);
        } else if (key == Key::text && size + keyboard_.size() < sizeof answer_) {
            memcpy(answer_ + size, keyboard_.text(), keyboard_.size());
            size += keyboard_.size();
        }
        answer_[size] = 0;
    }
}

void Editor::save() {
    if (document_.save(path_)) {
        snprintf(message_, sizeof message_, "Saved %zu line%s", document_.lines(),
                 document_.lines() == 1 ? "" : "s");
        return;
    }
    char message[sizeof message_];
    snprintf(message, sizeof message, "Not saved: %s", strerror(errno));
    complain(message);
}

// An empty answer means what was searched for last.
void Editor::find(bool again) {
    if (!again) {
        if (!ask("Find: ")) return;
        if (answer_[0]) memcpy(wanted_, answer_, sizeof wanted_);
    }
    if (!wanted_[0]) return say("Nothing to find");
    Place place{cursor_.line, cursor_.byte + 1};
    if (!document_.find(wanted_, strlen(wanted_), place)) return complain("Not found");
    bool wrapped = place.line < cursor_.line || (place.line == cursor_.line && place.byte <= cursor_.byte);
    cursor_ = place;
    column_ = column_of(line(), cursor_.byte);
    if (wrapped) say("Found from the start on");
}

void Editor::go_to() {
    if (!ask("Line: ")) return;
    char* rest;
    errno = 0;
    unsigned long number = strtoul(answer_, &rest, 10);
    if (rest == answer_ || *rest || number == 0) return complain("That is no line");
    cursor_ = {(errno || number > document_.lines() ? document_.lines() : number) - 1, 0};
    column_ = 0;
}

void Editor::quit() {
    if (!document_.changed() || warned_) {
        leaving_ = true;
        return;
    }
    complain("Changes are not saved: Ctrl-S saves them, Ctrl-Q once more leaves without");
    warned_ = true;
}
