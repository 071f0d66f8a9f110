// device/terminal_settings.cpp: modes as settings, and what settings make of a key.
#include "device/terminal_settings.h"

TerminalSettings settings_of(TerminalMode mode) {
    TerminalSettings settings = kUsualSettings;
    if (!(mode & TERMINAL_CANONICAL)) {
        settings.c_iflag &= ~u32{ICRNL};
        settings.c_lflag &= ~u32{ICANON};
    }
    if (!(mode & TERMINAL_ECHO)) settings.c_lflag &= ~u32{ECHO};
    if (!(mode & TERMINAL_SIGNALS)) settings.c_lflag &= ~u32{ISIG};
    return settings;
}

TerminalMode mode_of(const TerminalSettings& settings) {
    int mode = TERMINAL_RAW;
    if (settings.c_lflag & ICANON) mode |= TERMINAL_CANONICAL;
    if (settings.c_lflag & ECHO) mode |= TERMINAL_ECHO;
    if (settings.c_lflag & ISIG) mode |= TERMINAL_SIGNALS;
    return static_cast<TerminalMode>(mode);
}

bool translate_typed(const TerminalSettings& settings, u8& byte) {
    if (settings.c_iflag & ISTRIP) byte &= 0x7f;
    switch (byte) {
    case '\r':
        if (settings.c_iflag & IGNCR) return false;
        if (settings.c_iflag & ICRNL) byte = '\n';
        return true;
    case '\n':
        if (settings.c_iflag & INLCR) byte = '\r';
        return true;
    default: return true;
    }
}

Signal signal_of(const TerminalSettings& settings, u8 key) {
    if (!(settings.c_lflag & ISIG)) return SIGNONE;
    if (is_key(settings.c_cc[VINTR], key)) return SIGINT;
    if (is_key(settings.c_cc[VQUIT], key)) return SIGQUIT;
    return is_key(settings.c_cc[VSUSP], key) ? SIGTSTP : SIGNONE;
}

bool asks_for_status(const TerminalSettings& settings, u8 key) {
    return settings.c_lflag & ISIG && settings.c_lflag & IEXTEN && key == control('T');
}
