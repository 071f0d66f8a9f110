// device/console.cpp: the terminal: how typed bytes become input, and how text gets to the screen.
#include "device/console.h"
#include "debug/log.h"
#include "device/line_editor.h"
#include "device/uart.h"
#include "lib/ring.h"
#include "lib/string.h"
#include "thread/poll_queue.h"
#include "thread/wait_queue.h"

namespace console {
namespace {

// What readers get: bytes, and a mark where Ctrl-D ended the input.
using Item = u16;
constexpr Item kEndMark = 0x100;
constexpr Item kTypedRaw = 0x200; // added to a byte that came while lines were not edited

// Twice the longest line, so that a line always fits when all before it were read.
constexpr usize kInputMax = 2 * LineEditor::kLineMax;

constinit Spinlock input_lock(LockRank::console_input);
constinit LineEditor editor GUARDED_BY(input_lock);                // the line being typed
constinit Ring<Item, kInputMax> ready GUARDED_BY(input_lock) = {}; // what may be read
constinit WaitQueue readers;
constinit PollQueue pollers GUARDED_BY(input_lock);
constinit int mode GUARDED_BY(input_lock) = TERMINAL_COOKED; // TerminalMode bits
constinit Pid foreground GUARDED_BY(input_lock){0};          // 0: nobody is interrupted
constinit bool held_up GUARDED_BY(input_lock) = false;       // no more input, until there is room
constinit JobControl jobs{};

// The last of all locks: text may come from under any other one.
constinit Spinlock output_lock(LockRank::console_output);

void show_nothing(const char*, usize) {}

void tell_reader() REQUIRES(input_lock) {
    readers.wake_one();
    pollers.tell(POLLIN);
}

// Gives the edited line to the readers, if there is room for it and for what ends it.
bool hand_over_line() REQUIRES(input_lock) {
    const auto line = editor.line();
    if (ready.space() <= line.size()) return false;
    for (const char byte : line) ready.push(static_cast<u8>(byte));
    editor.clear();
    return true;
}

// Without room the line stays as it is, and the key can be tried again when somebody has read.
void finish_line(Item last, LineEditor::Show show) REQUIRES(input_lock) {
    if (!hand_over_line()) {
        ring_bell(show);
        return;
    }
    ready.push(last);
    if (last == '\n') show("\n", 1);
    tell_reader();
}

void input_canonical(u8 byte, LineEditor::Show show) REQUIRES(input_lock) {
    switch (editor.type(byte, show)) {
    case LineEditor::Outcome::editing: break;
    case LineEditor::Outcome::entered: finish_line('\n', show); break;
    case LineEditor::Outcome::ended: finish_line(kEndMark, show); break;
    }
}

// A full queue holds up the keyboard, until half of it is free; unless it must be heard, for a Ctrl-C or to edit a line.
void regulate_input() REQUIRES(input_lock) {
    const bool must_hear = mode & (TERMINAL_CANONICAL | TERMINAL_SIGNALS);
    const bool enough_room = ready.space() >= kInputMax / 2;
    const bool hold = !must_hear && (held_up ? !enough_room : ready.full());
    if (hold != held_up) uart::listen(!hold);
    held_up = hold;
}

void input_raw(u8 byte, LineEditor::Show show) REQUIRES(input_lock) {
    if (!ready.push(byte | kTypedRaw)) {
        ring_bell(show);
        return;
    }
    const char text = static_cast<char>(byte);
    show(&text, 1);
    tell_reader();
    regulate_input();
}

// Lines are edited from now on. What was typed before, and nobody has read, was typed for who reads lines: somebody was
// faster than the program. So it is taken as if it were typed now. It needs no more room than it had.
void edit_what_was_typed(LineEditor::Show show) REQUIRES(input_lock) {
    for (usize left = ready.size(); left > 0; left--) {
        const Item item = ready.oldest();
        ready.pop();
        if (item & kTypedRaw)
            input_canonical(static_cast<u8>(item), show);
        else
            ready.push(item);
    }
}

// What was typed for the program that is interrupted is not for the next one.
void discard_input() REQUIRES(input_lock) {
    editor.clear();
    ready.popped(ready.size());
}

Pid foreground_group() {
    Guard guard(input_lock);
    return foreground;
}

// The signal that a key means, or SIGNONE; and how the key is shown.
Signal signal_of(u8 key, const char*& shown) {
    switch (key) {
    case control('C'): shown = "^C\n"; return SIGINT;
    case control('Z'): shown = "^Z\n"; return SIGTSTP;
    case control('\\'): shown = "^\\\n"; return SIGQUIT;
    default: return SIGNONE;
    }
}

// Ctrl-T: what the foreground is doing; and then the line again that was being typed.
void tell_status(Pid group) {
    char text[160];
    const usize length = jobs.describe(group, text, sizeof(text));
    Guard guard(input_lock);
    if (!editor.line().empty()) write("\n", 1);
    write(text, length);
    const LineEditor::Show show = mode & TERMINAL_ECHO ? write : show_nothing;
    editor.show_again(show);
}

// Takes bytes from the front into chunk, as long as they belong to the same line, without removing them. In raw mode
// lines do not matter.
usize look_ahead(std::span<char> chunk, bool& line_ended) REQUIRES(input_lock) {
    usize count = 0;
    while (count < chunk.size() && count < ready.size() && !line_ended) {
        const Item item = ready.oldest(count);
        if (item == kEndMark) break;
        chunk[count++] = static_cast<char>(item);
        line_ended = item == '\n' && (mode & TERMINAL_CANONICAL);
    }
    return count;
}

// Bytes leave the queue only after they have arrived: a bad address loses nothing.
Result<usize> deliver(UserSink& to) REQUIRES(input_lock) {
    usize moved = 0;
    bool line_ended = false;
    while (to.left() > 0 && !line_ended) {
        char chunk[128];
        const usize count =
            look_ahead({chunk, to.left() < sizeof(chunk) ? to.left() : sizeof(chunk)}, line_ended);
        if (count == 0) break;
        const Result<void> put = to.put(chunk, count);
        if (!put) return moved > 0 ? Result<usize>(moved) : put.error();
        ready.popped(count);
        moved += count;
    }
    if (!line_ended && !ready.empty() && ready.oldest() == kEndMark) ready.pop();
    return moved;
}

} // namespace

void initialise(const JobControl& job_control) {
    jobs = job_control;
    set_log_sink(write);
}

void write(const char* text, usize length) {
    Guard guard(output_lock);
    usize start = 0;
    for (usize i = 0; i < length; i++) {
        if (text[i] != '\n') continue;
        uart::write(text + start, i - start);
        uart::write("\r\n", 2);
        start = i + 1;
    }
    uart::write(text + start, length - start);
}

void input(u8 byte) {
    Pid group{0};
    Signal signal = SIGNONE;
    {
        Guard guard(input_lock);
        const LineEditor::Show show = mode & TERMINAL_ECHO ? write : show_nothing;
        const char* shown = nullptr;
        if (mode & TERMINAL_SIGNALS) signal = signal_of(byte, shown);
        if (signal != SIGNONE) {
            show(shown, strlen(shown));
            discard_input();
            group = foreground;
        } else if (byte == control('T') && (mode & TERMINAL_SIGNALS)) {
            group = foreground;
        } else if (mode & TERMINAL_CANONICAL) {
            input_canonical(byte, show);
        } else {
            input_raw(byte, show);
        }
    }
    // Without the lock: whoever looks after processes has locks that come before it.
    if (group == Pid(0)) return;
    if (signal != SIGNONE)
        jobs.signal(group, signal);
    else
        tell_status(group);
}

Result<usize> read(UserSink& to, bool waits) {
    if (to.left() == 0) return 0;
    TRY(jobs.check_reader(foreground_group())); // its locks, too, come before this one
    Guard guard(input_lock);
    if (!waits && ready.empty()) return Errno::again;
    while (ready.empty()) TRY(readers.wait(guard));
    const Result<usize> moved = deliver(to);
    regulate_input();
    if (!ready.empty()) readers.wake_one(); // what is left is for the next one
    return moved;
}

int readiness() {
    Guard guard(input_lock);
    return POLLOUT | (ready.empty() ? 0 : POLLIN);
}

void start_polling(PollLink& poll) {
    Guard guard(input_lock);
    pollers.add(poll);
}

void stop_polling(PollLink& poll) {
    Guard guard(input_lock);
    pollers.remove(poll);
}

Result<TerminalMode> change_mode(TerminalMode wanted) {
    const int bits = wanted;
    if (bits != TERMINAL_ASK && (bits & ~TERMINAL_COOKED)) return Errno::inval;
    Guard guard(input_lock);
    const int before = mode;
    if (bits == TERMINAL_ASK) return static_cast<TerminalMode>(before);
    mode = bits;
    if (mode & ~before & TERMINAL_CANONICAL)
        edit_what_was_typed(mode & ~before & TERMINAL_ECHO ? write : show_nothing);
    // A line half typed becomes raw input. If there is no room for it now, it waits until lines are edited again.
    const bool half_a_line = !(mode & TERMINAL_CANONICAL) && !editor.line().empty();
    if (half_a_line && hand_over_line()) tell_reader();
    regulate_input();
    return static_cast<TerminalMode>(before);
}

Result<Pid> change_group(Pid group) {
    if (group.number() < 0) return Errno::inval;
    Guard guard(input_lock);
    const Pid before = foreground;
    if (group != Pid(0)) foreground = group;
    return before;
}

} // namespace console
