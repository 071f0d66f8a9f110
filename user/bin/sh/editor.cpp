// user/bin/sh/editor.cpp: the keys of the line editor and what they do.
#include "editor.h"
#include "../terminal_size.h"
#include "../unicode.h"
#include "builtins.h"
#include "completion.h"
#include "shell.h"

#include <errno.h>
#include <stile.h>
#include <unistd.h>

namespace shell {
namespace {

constexpr usize kMostListed = 200; // names that Tab shows at most

void show(View text) { write_all(STDOUT_FILENO, text); }

// How wide the terminal is: as COLUMNS says, or else as the terminal was told.
u32 columns(Shell& shell) {
    Text value;
    i64 number = 0;
    bool usable =
        shell.look_up("COLUMNS", value) && parse_number(value, number) && number > 0 && number < 1000;
    return usable ? static_cast<u32>(number) : terminal_size().ws_col;
}

// The terminal sends each key as it is pressed, until this object ends.
class RawMode {
  public:
    RawMode() : before_(terminal_mode(STDIN_FILENO, TERMINAL_RAW)) {}
    RawMode(const RawMode&) = delete;
    RawMode& operator=(const RawMode&) = delete;
    ~RawMode() {
        if (before_ >= 0) terminal_mode(STDIN_FILENO, before_);
    }

  private:
    int before_;
};

} // namespace

Editor::Outcome Editor::read(View prompt, Text& line, bool remember) {
    RawMode raw;
    Display display(columns(shell_));
    buffer_.set("");
    history_.start();
    show(display.start(prompt));
    Key before = Key::none;
    for (;;) {
        char byte;
        ssize_t count = ::read(STDIN_FILENO, &byte, 1);
        if (count < 0 && errno == EINTR) continue;
        bool more = count == 1;
        Key key = more ? keys_.feed(byte) : Key::end_of_file_or_erase;
        if (key == Key::none) continue;
        bool end = key == Key::end_of_file_or_erase && (buffer_.empty() || !more);
        if (end || key == Key::enter || key == Key::interrupt) {
            if (key == Key::interrupt) show("^C");
            show(display.finish());
            if (end || key == Key::interrupt) return end ? Outcome::end : Outcome::interrupted;
            line.append(buffer_.text());
            if (remember) history_.add(buffer_.text());
            return Outcome::line;
        }
        if (key == Key::clear_screen)
            show(join("\x1b[H\x1b[2J", display.redraw()));
        else if (key == Key::complete)
            complete(before == Key::complete, display);
        else
            press(key);
        show(display.show(buffer_.text(), buffer_.cursor()));
        before = key;
    }
}

void Editor::press(Key key) {
    switch (key) {
    case Key::text: buffer_.insert(keys_.text()); break;
    case Key::end_of_file_or_erase:
    case Key::erase_at: buffer_.erase_at(); break;
    case Key::erase_before: buffer_.erase_before(); break;
    case Key::left: buffer_.move_left(); break;
    case Key::right: buffer_.move_right(); break;
    case Key::word_left: buffer_.move_word_left(); break;
    case Key::word_right: buffer_.move_word_right(); break;
    case Key::start: buffer_.move_to_start(); break;
    case Key::end: buffer_.move_to_end(); break;
    case Key::cut_to_end: buffer_.cut_to_end(); break;
    case Key::cut_to_start: buffer_.cut_to_start(); break;
    case Key::cut_word: buffer_.cut_word(); break;
    case Key::paste: buffer_.paste(); break;
    case Key::previous:
    case Key::next: recall(key); break;
    default: break;
    }
}

void Editor::recall(Key key) {
    Text line = buffer_.text();
    bool there = key == Key::previous ? history_.previous(line) : history_.next(line);
    if (there) buffer_.set(line);
}

// Puts in what is certain. Where there is a choice, a second Tab shows it.
void Editor::complete(bool again, Display& display) {
    UnfinishedWord word = unfinished_word(buffer_.text().first(buffer_.cursor()));
    List<Text> names;
    if (word.command && !word.text.view().contains('/')) {
        Text path;
        shell_.look_up("PATH", path);
        names = matching_programs(word.text, path);
        for (const List<Text>& others : {builtin_names(), shell_.functions.names()}) {
            for (const Text& name : others) {
                if (name.view().starts_with(word.text)) names.push(name);
            }
        }
    } else {
        names = matching_files(word.text);
    }
    Completion completion = shell::complete(word, std::move(names));
    if (!completion.insertion.empty())
        buffer_.insert(completion.insertion);
    else if (again && completion.candidates.size() > 1)
        list(completion.candidates, display);
}

// The names in columns, below the line, which is then drawn again.
void Editor::list(const List<Text>& names, Display& display) {
    u32 widest = 0;
    for (const Text& name : names) {
        u32 width = unicode::width(name.c_string(), name.size());
        if (width > widest) widest = width;
    }
    u32 column_width = widest + 2;
    u32 per_row = columns(shell_) / column_width ? columns(shell_) / column_width : 1;
    Text rows;
    for (usize i = 0; i < names.size() && i < kMostListed; ++i) {
        rows.append(names[i]);
        bool last = (i + 1) % per_row == 0 || i + 1 == names.size();
        u32 width = unicode::width(names[i].c_string(), names[i].size());
        for (u32 blank = last ? column_width : width; blank < column_width; ++blank) rows.append(' ');
        if (last) rows.append('\n');
    }
    if (names.size() > kMostListed) rows.append("...\n");
    show(join(display.finish(), rows, display.redraw()));
}

} // namespace shell
