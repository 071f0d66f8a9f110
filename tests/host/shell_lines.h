// tests/host/shell_lines.h: a script that comes line by line, as from a terminal.
#pragma once

#include "user/bin/sh/lexer.h"
#include <string>
#include <utility>

class Lines : public shell::Source {
  public:
    explicit Lines(std::string script) : script_(std::move(script)) {}

    bool more(shell::Text& script) override {
        std::size_t newline = script_.find('\n', given_);
        std::size_t end = newline == std::string::npos ? script_.size() : newline + 1;
        script.append(shell::View(script_.data() + given_, end - given_));
        asked += end > given_;
        return std::exchange(given_, end) < end;
    }

    int asked = 0; // how many lines were

  private:
    std::string script_;
    std::size_t given_ = 0;
};
