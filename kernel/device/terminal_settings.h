// device/terminal_settings.h: what the bits of a terminal's settings mean.
//
// It knows no device and no lock, so that it is tested on the host.
#pragma once

#include "abi/types.h"

// The byte that a terminal sends for a letter typed with the Ctrl key.
constexpr u8 control(char letter) { return static_cast<u8>(letter & 0x1f); }

constexpr u8 kDelete = 0x7f; // what the Backspace key of most terminals sends; that of others sends Ctrl-H

// Whether this is the key, if there is one.
constexpr bool is_key(u8 key, u32 typed) { return key != 0 && key == typed; }

// Those that the terminal has after boot, and whenever a mode is chosen, but for what the mode says otherwise.
constexpr TerminalSettings kUsualSettings = {
    .c_iflag = ICRNL | IUTF8,
    .c_oflag = OPOST | ONLCR,
    .c_cflag = B38400 | CS8 | CREAD,
    .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    .c_line = 0,
    .c_cc = {control('C'), control('\\'), kDelete, control('U'), control('D'), 0, 1, 0, 0, 0, control('Z'), 0,
             0, 0, control('W')},
};

// What a mode is short for, and the mode that comes nearest to some settings.
TerminalSettings settings_of(TerminalMode mode);
TerminalMode mode_of(const TerminalSettings& settings);

// What becomes of a byte that is typed; false if nothing does.
bool translate_typed(const TerminalSettings& settings, u8& byte);

// The signal that a key sends, or SIGNONE.
Signal signal_of(const TerminalSettings& settings, u8 key);

constexpr TerminalSize kUsualSize = {.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};

// The keys that edit a line; 0: none.
struct LineKeys {
    u8 end;
    u8 erase_character;
    u8 erase_word;
    u8 erase_line;
};
constexpr LineKeys line_keys(const TerminalSettings& settings) {
    const u8* keys = settings.c_cc;
    return {keys[VEOF], keys[VERASE], settings.c_lflag & IEXTEN ? keys[VWERASE] : u8{0}, keys[VKILL]};
}

// Whether a key asks for a line about what is running.
bool asks_for_status(const TerminalSettings& settings, u8 key);
