// syscall/terminal_calls.cpp: the handlers of calls about the terminal, in the table's order.
#include "device/console.h"
#include "process/process.h"
#include "syscall/handlers.h"

namespace {

AddressSpace& user_space() { return *current_process().space; }

// Errno::badf, notty
Result<void> check_terminal(Fd fd) {
    const Ref<File> file = TRY(current_process().files.file(fd));
    if (!file->is_terminal()) return Errno::notty;
    return {};
}

} // namespace

Result<TerminalMode> sys_terminal_mode(Fd fd, TerminalMode mode) {
    TRY(check_terminal(fd));
    return console::change_mode(mode);
}

Result<Pid> sys_terminal_group(Fd fd, Pid group) {
    TRY(check_terminal(fd));
    if (group.number() > 0 && !group_exists(group)) return Errno::perm;
    return console::change_group(group);
}

Result<void> sys_terminal_settings(Fd fd, In<TerminalSettings> settings, Out<TerminalSettings> before,
                                   TerminalChange change) {
    TRY(check_terminal(fd));
    TerminalSettings wanted{};
    if (settings.address()) TRY(copy_in(user_space(), wanted, settings));
    if (before.address()) TRY(copy_out(user_space(), before, console::settings()));
    return settings.address() ? console::change_settings(wanted, change) : Result<void>();
}

Result<void> sys_terminal_size(Fd fd, In<TerminalSize> size, Out<TerminalSize> before) {
    TRY(check_terminal(fd));
    TerminalSize wanted{};
    if (size.address()) TRY(copy_in(user_space(), wanted, size));
    if (before.address()) TRY(copy_out(user_space(), before, console::size()));
    if (size.address()) console::change_size(wanted);
    return {};
}
