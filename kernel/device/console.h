// device/console.h: the terminal: output for everybody, and input as lines that can be edited, or raw.
#pragma once

#include "abi/result.h"
#include "memory/user_copy.h"

struct PollLink;

namespace console {

// What the terminal asks about processes. They are a floor above, so that main passes it down.
struct JobControl {
    void (*signal)(Pid group, Signal signal);     // Ctrl-C and its like
    Result<void> (*check_reader)(Pid foreground); // an error if the current process may not read now
    usize (*describe)(Pid foreground, char* text, usize size); // a line for Ctrl-T
};

// The UART must be ready. From here on the kernel's log comes through here too.
void initialise(const JobControl& job_control);

// Shows text, with a carriage return before each newline. From anywhere: with interrupts off, from interrupt handlers.
void write(const char* text, usize length);

// What a program writes: as the settings say.
void write_of_program(const char* text, usize length);

// A byte was typed. From the interrupt handler of the UART.
void input(u8 byte);

// At most one line, or, where lines are not edited, what has been typed so far. 0 is the end of file: Ctrl-D.
// Sleeps until there is as much as the settings ask for; Errno::intr if a signal comes first, Errno::again for who does not
// wait.
Result<usize> read(UserSink& to, bool waits);

// As an open file answers them.
int readiness();
usize unread_bytes();
void start_polling(PollLink& poll);
void stop_polling(PollLink& poll);

// The mode, or the foreground group, before. TERMINAL_ASK, or group 0, changes nothing. Errno::inval for others.
Result<TerminalMode> change_mode(TerminalMode mode);
Result<Pid> change_group(Pid group);
Pid foreground_group();

// All of what a mode is short for. Errno::inval if `when` is none.
TerminalSettings settings();
Result<void> change_settings(const TerminalSettings& wanted, TerminalChange when);

// How large the terminal is, as somebody has said. The foreground group is told of a change.
TerminalSize size();
void change_size(const TerminalSize& wanted);

void discard_input(); // that nobody has read

} // namespace console
