// device/line_editor.h: the line being typed at the terminal: bytes in, an edited line and its echo out.
//
// It knows no device and no lock, so that it is tested on the host. A line is always whole UTF-8 characters: bytes
// that are none, and what does not fit, are dropped and ring the bell. Enter and both erasing keys work always.
#pragma once

#include "device/terminal_settings.h"
#include "device/utf8.h"
#include <span>

class LineEditor {
  public:
    static constexpr usize kLineMax = 4096; // bytes, without the newline

    // Whoever puts the echo on the screen.
    using Show = void (*)(const char* bytes, usize count);

    enum class Outcome {
        editing, // the line goes on
        entered, // Enter: line() is complete. The newline is shown by whoever takes it
        ended,   // Ctrl-D: line() is to be handed over without a newline
    };

    void use_keys(const LineKeys& keys) { keys_ = keys; }

    // One byte from the keyboard. After entered and ended the line is still there, until clear().
    Outcome type(u8 byte, Show show);

    std::span<const char> line() const { return {line_, length_}; }
    void clear();
    void show_again(Show show) const; // the line, as it was echoed

  private:
    Outcome press(const Utf8Character& key, Show show);
    void insert(const Utf8Character& character, Show show);
    void erase_character(Show show);
    void erase_word(Show show);

    LineKeys keys_ = line_keys(kUsualSettings);
    char line_[kLineMax] = {};
    usize length_ = 0;
    Utf8Assembler assembler_;
};

void ring_bell(LineEditor::Show show);
