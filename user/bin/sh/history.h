// user/bin/sh/history.h: the lines that were entered before, and a way back and forth through them.
#pragma once

#include "text.h"

namespace shell {

class History {
  public:
    // Empty lines, and the same line twice, are not worth remembering.
    void add(View line) {
        bool again = !lines_.empty() && lines_.last().view() == line;
        if (!line.empty() && !again) lines_.push(line);
        if (lines_.size() > kMaximumLines) lines_.erase(0);
        at_ = lines_.size();
    }

    void start() { at_ = lines_.size(); }

    // The line before; `line` is what stands there now, kept for the way back. False at the first.
    bool previous(Text& line) {
        if (at_ == 0) return false;
        if (at_ == lines_.size()) current_ = line;
        line = lines_[--at_];
        return true;
    }

    bool next(Text& line) {
        if (at_ == lines_.size()) return false;
        ++at_;
        line = at_ == lines_.size() ? current_ : lines_[at_];
        return true;
    }

  private:
    static constexpr usize kMaximumLines = 200;

    List<Text> lines_;
    usize at_ = 0; // the line that is shown; lines_.size() is the new one
    Text current_;
};

} // namespace shell
