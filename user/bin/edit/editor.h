// user/bin/edit/editor.h: what the keys do.
#pragma once

#include "keys.h"
#include "view.h"

class Editor {
  public:
    Editor(Document& document, Screen& screen, const char* path)
        : document_(document), screen_(screen), view_(screen), path_(path) {}

    // Until somebody leaves. False if the terminal went away, with changes that were not saved.
    bool run();

  private:
    static constexpr usize kAnswerBytes = 200;

    // Each answers whether the key was one of theirs.
    bool move(Key key);
    bool move_up_or_down(Key key);
    bool change(Key key);

    void act(Key key);
    void move_by(usize lines, bool down);
    void move_left();
    void move_right();
    void move_word_left();
    void move_word_right();
    void insert(const char* bytes, usize count);
    void erase_before();
    void erase_at();
    void cut();
    void paste();
    void save();
    void find(bool again);
    void go_to();
    void quit();
    bool ask(const char* question);

    const Line& line() const { return document_.line(cursor_.line); }
    void show();
    void say(const char* message);
    void complain(const char* message);

    Document& document_;
    Screen& screen_;
    View view_;
    Keyboard keyboard_;
    const char* path_;
    Place cursor_;
    usize column_ = 0;     // where up and down lead to, if the line is as long
    bool leaving_ = false; // it is over
    bool warned_ = false;  // that changes would be lost
    bool gone_ = false;    // the terminal
    Document cut_;         // lines to be pasted, and an empty one
    usize cut_lines_ = 0;
    bool cutting_ = false; // the last key has cut: the next one adds to it
    char answer_[kAnswerBytes] = {};
    char wanted_[kAnswerBytes] = {}; // what was searched for last
    char message_[256] = {};
};
