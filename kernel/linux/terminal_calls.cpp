// linux/terminal_calls.cpp: Linux's one call for all that read and write are not: of it what is about terminals, and little else.
#include "device/console.h"
#include "linux/handlers.h"
#include "memory/user_copy.h"
#include "process/process.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// The terminal is for the foreground to change: others are stopped, and try again when they go on.
Result<void> check_may_change() { return check_background_change(console::foreground_group()); }

Result<void> change_settings(u64 address, TerminalChange change) {
    TRY(check_may_change());
    TerminalSettings wanted{};
    TRY(copy_in(user_space(), wanted, In<TerminalSettings>(address)));
    return console::change_settings(wanted, change);
}

// A newer form has the speeds of the line behind the settings: those of this one are what they are.
Result<void> tell_settings_and_speeds(u64 address) {
    constexpr LinuxSpeeds kSpeeds = {38400, 38400};
    TRY(copy_out(user_space(), Out<TerminalSettings>(address), console::settings()));
    return copy_out(user_space(), Out<LinuxSpeeds>(address + sizeof(TerminalSettings)), kSpeeds);
}

Result<void> change_group(u64 address) {
    int group = 0;
    TRY(copy_in(user_space(), group, In<int>(address)));
    if (group < 0) return Errno::inval;
    if (!group_exists(Pid(group))) return Errno::srch;
    if (!is_group_of_session(Pid(group))) return Errno::perm;
    TRY(check_may_change());
    (void)TRY(console::change_group(Pid(group)));
    return {};
}

Result<void> tell_group(u64 address) {
    return copy_out(user_space(), Out<int>(address), console::foreground_group().number());
}

// It is that of whoever asks.
Result<void> tell_session(u64 address) {
    return copy_out(user_space(), Out<int>(address), TRY(session_of(Pid(0))).number());
}

// What is about sessions and groups is for those only whose terminal this is.
Result<void> control_jobs(LinuxControl request, u64 argument) {
    if (!has_terminal()) return request == TIOCSCTTY ? Errno::perm : Errno::notty;
    switch (request) {
    case TIOCGPGRP: return tell_group(argument);
    case TIOCSPGRP: return change_group(argument);
    case TIOCGSID: return tell_session(argument);
    default: return {}; // they have it
    }
}

Result<void> change_size(u64 address) {
    TerminalSize wanted{};
    TRY(copy_in(user_space(), wanted, In<TerminalSize>(address)));
    console::change_size(wanted);
    return {};
}

// What is written has been sent when write comes back: so of a queue to discard there is only what was typed.
Result<void> discard(u64 which) {
    constexpr u64 kTyped = 0; // TCIFLUSH
    constexpr u64 kBoth = 2;  // TCIOFLUSH
    if (which > kBoth) return Errno::inval;
    if (which == kTyped || which == kBoth) console::discard_input();
    return {};
}

// There is one terminal, and it is that of the first session: nothing can change that.
Result<void> control_terminal(LinuxControl request, u64 argument) {
    switch (request) {
    case TCGETS: return copy_out(user_space(), Out<TerminalSettings>(argument), console::settings());
    case TCSETS:
    case TCSETS2: return change_settings(argument, TCSANOW);
    case TCSETSW:
    case TCSETSW2: return change_settings(argument, TCSADRAIN);
    case TCSETSF:
    case TCSETSF2: return change_settings(argument, TCSAFLUSH);
    case TCGETS2: return tell_settings_and_speeds(argument);
    case TIOCGPGRP:
    case TIOCSPGRP:
    case TIOCGSID:
    case TIOCSCTTY: return control_jobs(request, argument);
    case TIOCGWINSZ: return copy_out(user_space(), Out<TerminalSize>(argument), console::size());
    case TIOCSWINSZ: return change_size(argument);
    case TCFLSH: return discard(argument);
    case TIOCOUTQ: return copy_out(user_space(), Out<int>(argument), 0);
    case TCSBRK:
    case TCSBRKP:
    case TCXONC: return {};
    default: return Errno::notty;
    }
}

// The same as O_NONBLOCK, by another call.
Result<void> set_waiting(File& file, u64 address) {
    int never = 0;
    TRY(copy_in(user_space(), never, In<int>(address)));
    const u32 others = file.flags() & ~u32{O_NONBLOCK};
    file.set_status_flags(never ? others | O_NONBLOCK : others);
    return {};
}

} // namespace

Result<void> linux_ioctl(Fd fd, LinuxControl request, usize argument) {
    Descriptors& files = current_process().files;
    const Ref<File> file = TRY(files.file(fd));
    switch (request) {
    case FIOCLEX: return files.set_close_on_exec(fd, true);
    case FIONCLEX: return files.set_close_on_exec(fd, false);
    case FIONBIO: return set_waiting(*file, argument);
    case FIONREAD:
        return copy_out(user_space(), Out<int>(argument), static_cast<int>(TRY(file->unread_bytes())));
    default: break;
    }
    if (!file->is_terminal()) return Errno::notty;
    return control_terminal(request, argument);
}
