// device/console.cpp: the terminal: how typed bytes become input, and how text gets to the screen.
#include "device/console.h"
#include "arch/time.h"
#include "debug/log.h"
#include "device/line_editor.h"
#include "device/terminal_settings.h"
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
constinit TerminalSettings terminal GUARDED_BY(input_lock) = kUsualSettings;
constinit TerminalSize terminal_size GUARDED_BY(input_lock) = kUsualSize;
constinit Pid foreground GUARDED_BY(input_lock){0};    // 0: nobody is interrupted
constinit bool held_up GUARDED_BY(input_lock) = false; // no more input, until there is room
constinit JobControl jobs{};

// The last of all locks: text may come from under any other one.
constinit Spinlock output_lock(LockRank::console_output);
constinit bool adds_returns GUARDED_BY(output_lock) = true; // to what programs write

void show_nothing(const char*, usize) {}

bool edits_lines() REQUIRES(input_lock) { return terminal.c_lflag & ICANON; }

LineEditor::Show echo() REQUIRES(input_lock) { return terminal.c_lflag & ECHO ? write : show_nothing; }

// A key that is no part of a line: control characters as ^X.
void show_key(u8 key, LineEditor::Show show) REQUIRES(input_lock) {
    const bool is_control = (key < ' ' || key == kDelete) && key != '\n' && key != '\r' && key != '\t';
    const char text[] = {'^', static_cast<char>(key ^ 0x40)};
    const char plain = static_cast<char>(key);
    if (is_control && terminal.c_lflag & ECHOCTL)
        show(text, sizeof(text));
    else
        show(&plain, 1);
}

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
    if (last == '\n') (terminal.c_lflag & ECHONL ? write : show)("\n", 1);
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
    const bool must_hear = terminal.c_lflag & (ICANON | ISIG);
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
    show_key(byte, show);
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

void discard() REQUIRES(input_lock) {
    editor.clear();
    ready.popped(ready.size());
}

// What was typed for the program that is interrupted is not for the next one.
void note_signal_key(u8 key, LineEditor::Show show) REQUIRES(input_lock) {
    show_key(key, show);
    show("\n", 1);
    if (!(terminal.c_lflag & NOFLSH)) discard();
}

void note_typed(u8 byte) REQUIRES(input_lock) {
    if (!translate_typed(terminal, byte)) return;
    if (edits_lines())
        input_canonical(byte, echo());
    else
        input_raw(byte, echo());
}

// Ctrl-T: what the foreground is doing; and then the line again that was being typed.
void tell_status(Pid group) {
    char text[160];
    const usize length = jobs.describe(group, text, sizeof(text));
    Guard guard(input_lock);
    if (!editor.line().empty()) write("\n", 1);
    write(text, length);
    editor.show_again(echo());
}

// Takes bytes from the front into chunk, as long as they belong to the same line, without removing them. Where lines are
// not edited they do not matter.
usize look_ahead(std::span<char> chunk, bool& line_ended) REQUIRES(input_lock) {
    usize count = 0;
    while (count < chunk.size() && count < ready.size() && !line_ended) {
        const Item item = ready.oldest(count);
        if (item == kEndMark) break;
        chunk[count++] = static_cast<char>(item);
        line_ended = item == '\n' && edits_lines();
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

// As much as there must be for a read. As with VTIME, nothing may be enough (POSIX, 11.1.7).
usize least_to_read() REQUIRES(input_lock) { return edits_lines() ? 1 : terminal.c_cc[VMIN]; }

// Errno::timedout if VTIME is over: since the last byte, or, if VMIN is 0, since the beginning.
Result<void> wait_for_bytes(Guard& guard, usize wanted) REQUIRES(input_lock) {
    constexpr u64 kTenth = kNanosecondsPerSecond / 10;
    usize before = 0;
    u64 deadline = 0;
    while (true) {
        const usize least = least_to_read();
        const usize enough = least < wanted ? least : wanted;
        const u64 patience = edits_lines() ? 0 : terminal.c_cc[VTIME] * kTenth;
        if (ready.size() > 0 && ready.size() >= enough) return {};
        if (least == 0 && patience == 0) return {};
        const bool counts = patience > 0 && (least == 0 || !ready.empty());
        if (!counts) deadline = 0;
        if (counts && (deadline == 0 || ready.size() != before))
            deadline = read_time() + nanoseconds_to_ticks(patience);
        before = ready.size();
        TRY(readers.wait_until(guard, deadline));
    }
}

void apply(const TerminalSettings& wanted) REQUIRES(input_lock) {
    const bool edited = edits_lines();
    const bool echoed = terminal.c_lflag & ECHO; // what is there has been shown
    terminal = wanted;
    editor.use_keys(line_keys(wanted));
    if (edits_lines() && !edited) edit_what_was_typed(echoed ? show_nothing : echo());
    // A line half typed becomes raw input. If there is no room for it now, it waits until lines are edited again.
    if (!edits_lines() && !editor.line().empty()) (void)hand_over_line();
    regulate_input();
    readers.wake_all(); // less may be enough now
    pollers.tell(POLLIN);
    Guard guard(output_lock);
    adds_returns = wanted.c_oflag & OPOST && wanted.c_oflag & ONLCR;
}

void write_lines(const char* text, usize length) REQUIRES(output_lock) {
    usize start = 0;
    for (usize i = 0; i < length; i++) {
        if (text[i] != '\n') continue;
        uart::write(text + start, i - start);
        uart::write("\r\n", 2);
        start = i + 1;
    }
    uart::write(text + start, length - start);
}

} // namespace

void initialise(const JobControl& job_control) {
    jobs = job_control;
    set_log_sink(write);
}

void write(const char* text, usize length) {
    Guard guard(output_lock);
    write_lines(text, length);
}

void write_of_program(const char* text, usize length) {
    Guard guard(output_lock);
    if (adds_returns)
        write_lines(text, length);
    else
        uart::write(text, length);
}

void input(u8 byte) {
    Pid group{0};
    Signal signal = SIGNONE;
    {
        Guard guard(input_lock);
        signal = signal_of(terminal, byte);
        if (signal != SIGNONE)
            note_signal_key(byte, echo());
        else if (!asks_for_status(terminal, byte))
            return note_typed(byte);
        group = foreground;
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
    if (waits) {
        const Result<void> there = wait_for_bytes(guard, to.left());
        if (!there && there.error() != Errno::timedout) return there.error();
    } else if (ready.empty() && least_to_read() > 0) {
        return Errno::again;
    }
    const Result<usize> moved = deliver(to);
    regulate_input();
    if (!ready.empty()) readers.wake_one(); // what is left is for the next one
    return moved;
}

int readiness() {
    Guard guard(input_lock);
    const usize least = terminal.c_cc[VTIME] > 0 ? 1 : least_to_read();
    return POLLOUT | (!ready.empty() && ready.size() >= least ? POLLIN : 0);
}

usize unread_bytes() {
    Guard guard(input_lock);
    usize count = 0;
    for (usize i = 0; i < ready.size(); i++) count += ready.oldest(i) != kEndMark;
    return count;
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
    const TerminalMode before = mode_of(terminal);
    if (bits != TERMINAL_ASK) apply(settings_of(wanted));
    return before;
}

Pid foreground_group() {
    Guard guard(input_lock);
    return foreground;
}

Result<Pid> change_group(Pid group) {
    if (group.number() < 0) return Errno::inval;
    Guard guard(input_lock);
    const Pid before = foreground;
    if (group != Pid(0)) foreground = group;
    return before;
}

TerminalSettings settings() {
    Guard guard(input_lock);
    return terminal;
}

Result<void> change_settings(const TerminalSettings& wanted, TerminalChange when) {
    if (when < TCSANOW || when > TCSAFLUSH) return Errno::inval;
    Guard guard(input_lock);
    if (when == TCSAFLUSH) discard();
    apply(wanted);
    return {};
}

TerminalSize size() {
    Guard guard(input_lock);
    return terminal_size;
}

void change_size(const TerminalSize& wanted) {
    Pid group{0};
    {
        Guard guard(input_lock);
        if (memcmp(&terminal_size, &wanted, sizeof(wanted)) == 0) return;
        terminal_size = wanted;
        group = foreground;
    }
    if (group != Pid(0)) jobs.signal(group, SIGWINCH); // whose locks come before this one
}

void discard_input() {
    Guard guard(input_lock);
    discard();
    regulate_input();
}

} // namespace console
