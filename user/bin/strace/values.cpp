// user/bin/strace/values.cpp: how the values of a call are shown.
#include "values.h"
#include "calls.h"

#include <ctype.h>

namespace strace {
namespace {

constexpr usize kBytesShown = 32;
constexpr usize kPathShown = 256;
constexpr usize kStringsShown = 8;
constexpr usize kPollsShown = 4;

// Parameters that are numbers, and tell a place all the same.
constexpr const char* kAddresses[] = {"address", "end", "entry", "stack", "argument", "thread_pointer"};

constexpr Name kActionFlags[] = {
    {"SA_NOCLDSTOP", SA_NOCLDSTOP}, {"SA_NOCLDWAIT", SA_NOCLDWAIT}, {"SA_SIGINFO", SA_SIGINFO},
    {"SA_ONSTACK", SA_ONSTACK},     {"SA_RESTART", SA_RESTART},     {"SA_NODEFER", SA_NODEFER},
    {"SA_RESETHAND", SA_RESETHAND},
};

bool is_one_bit(i64 value) { return value > 0 && (value & (value - 1)) == 0; }

// Bits with their names, and what is left of the value in hexadecimal.
void show_bits(const View& view, std::span<const Name> names, i64 value) {
    const char* between = "";
    for (const Name& name : names) {
        if (!is_one_bit(name.value) || !(value & name.value)) continue;
        view.line.add("%s%s", between, name.text);
        value &= ~name.value;
        between = "|";
    }
    if (value)
        view.line.add("%s0x%lx", between, static_cast<u64>(value) & 0xffff'ffff);
    else if (!*between)
        view.line.add("0");
}

// As a C program writes it.
void add_quoted(Line& line, const char* bytes, usize count) {
    for (usize i = 0; i < count; ++i) {
        const unsigned char byte = static_cast<unsigned char>(bytes[i]);
        const char* escapes = "a\ab\bt\tn\nv\vf\fr\r\"\"\\\\";
        const char* escape = nullptr;
        for (const char* at = escapes; *at; at += 2)
            if (static_cast<unsigned char>(at[1]) == byte) escape = at;
        const bool digit_next = i + 1 < count && isdigit(static_cast<unsigned char>(bytes[i + 1]));
        if (escape)
            line.add("\\%c", *escape);
        else if (isprint(byte))
            line.add("%c", byte);
        else
            line.add(digit_next ? "\\%03o" : "\\%o", byte); // so that the digit stays one of its own
    }
}

} // namespace

usize View::peek(u64 address, void* to, usize bytes) const {
    const Out<char> place(reinterpret_cast<u64>(to));
    const auto count = sys::trace_memory(tracer, Tid(event.tid), address, place, bytes);
    return count ? count.value() : 0;
}

const char* signal_name(int signal) {
    if (const char* name = name_in(names_of<Signal>, signal)) return name;
    if (signal < SIGRTMIN || signal > SIGRTMAX) return "an unknown signal";
    static char text[16]; // until the next one is asked for
    snprintf(text, sizeof text, "SIGRT_%d", signal - SIGRTMIN);
    return text;
}

void show_number(const View& view, i64 value) { view.line.add("%ld", value); }

void show_unsigned(const View& view, u64 value) {
    for (const char* name : kAddresses)
        if (view.is_named(name)) return show_address(view, value);
    view.line.add("%lu", value);
}

void show_address(const View& view, u64 address) {
    if (address)
        view.line.add("0x%lx", address);
    else
        view.line.add("NULL");
}

void show_descriptor(const View& view, int number) {
    if (number == AT_FDCWD)
        view.line.add("AT_FDCWD");
    else
        view.line.add("%d", number);
}

void show_mode(const View& view, u64 mode) {
    const char* kind = name_in(names_of<FileMode>, static_cast<i64>(mode & S_IFMT));
    if (kind && mode & S_IFMT) view.line.add("%s|", kind);
    view.line.add("%04lo", kind ? mode & ~u64{S_IFMT} : mode);
}

// A value that has a name of its own is called by it; else by those of its bits.
void show_name(const View& view, const NameList& list, i64 value) {
    if (const char* name = name_in(list, value))
        view.line.add("%s", name);
    else if (list.kind == NameKind::bits)
        show_bits(view, list.names, value);
    else
        view.line.add("%ld", value);
}

// Where a file is opened there is an access mode, a number within them; other calls have only bits.
void show_open_flags(const View& view, i64 flags) {
    constexpr usize kAccessModes = 4; // come first in the list
    const auto bits = names_of<OpenFlags>.names.subspan(kAccessModes);
    if (!is_call(view.event, "openat") && !is_call(view.event, "open")) return show_bits(view, bits, flags);
    view.line.add("%s", name_in(names_of<OpenFlags>, flags & O_ACCMODE));
    if (!(flags & ~i64{O_ACCMODE})) return;
    view.line.add("|");
    show_bits(view, bits, flags & ~i64{O_ACCMODE});
}

void show_string(const View& view, u64 address) {
    char text[kPathShown];
    const usize there = address ? view.peek(address, text, sizeof text) : 0;
    if (there == 0) return show_address(view, address);
    const usize length = strnlen(text, there);
    show_quoted(view, text, length, length == there);
}

void show_strings(const View& view, u64 address) {
    u64 place = 0;
    usize count = 0;
    const bool only_counted = view.is_named("environment");
    if (!address || view.peek(address, &place, sizeof place) != sizeof place)
        return show_address(view, address);
    if (!only_counted) view.line.add("[");
    while (view.peek(address + count * sizeof place, &place, sizeof place) == sizeof place && place) {
        if (!only_counted && count == kStringsShown) {
            view.line.add(", ...");
            break;
        }
        if (!only_counted && count > 0) view.line.add(", ");
        if (!only_counted) show_string(view, place);
        ++count;
    }
    if (only_counted)
        view.line.add("0x%lx /* %lu %s */", address, count, count == 1 ? "string" : "strings");
    else
        view.line.add("]");
}

void show_quoted(const View& view, const char* bytes, usize count, bool is_cut) {
    Line quoted;
    add_quoted(quoted, bytes, count);
    view.line.add(Colour::text, "\"%.*s\"", static_cast<int>(quoted.size()), quoted.text());
    if (is_cut) view.line.add("...");
}

void show_bytes(const View& view, u64 address, usize count) {
    char bytes[kBytesShown];
    const usize wanted = count < sizeof bytes ? count : sizeof bytes;
    const usize there = view.peek(address, bytes, wanted);
    if (there < wanted) return show_address(view, address);
    show_quoted(view, bytes, there, there < count);
}

void show_error(const View& view) {
    const int number = static_cast<int>(-view.event.result);
    if (const char* name = name_in(names_of<Errno>, number))
        view.line.add(Colour::error, "-1 %s (%s)", name, strerror(number));
    else
        view.line.add(Colour::error, "-1 (error %d)", number);
}

void show_entries(const View& view, u64 count) {
    view.line.add("/* %lu %s */", count, count == 1 ? "entry" : "entries");
}

void show_directory(const View& view, u64 address) {
    usize count = 0;
    const u64 end = address + static_cast<u64>(view.event.result);
    u16 length = 0;
    for (u64 at = address; at < end; at += length, ++count) {
        const u64 place = at + offsetof(DirectoryEntry, d_reclen);
        if (view.peek(place, &length, sizeof length) != sizeof length || length == 0) break;
    }
    show_entries(view, count);
}

void show_polled(const View& view, u64 address, usize count) {
    view.line.add("[");
    for (usize i = 0; i < count; ++i) {
        PollEntry entry;
        if (i > 0) view.line.add(", ");
        if (i == kPollsShown || view.peek(address + i * sizeof entry, &entry, sizeof entry) != sizeof entry) {
            view.line.add("...");
            break;
        }
        view.line.add("{fd=%d, events=", entry.fd);
        show_name(view, names_of<PollEvents>, entry.events);
        if (entry.revents) view.line.add(", revents=");
        if (entry.revents) show_name(view, names_of<PollEvents>, entry.revents);
        view.line.add("}");
    }
    view.line.add("]");
}

void describe(const View& view, const Stat& value) {
    view.line.add("{st_mode=");
    show_mode(view, value.st_mode);
    if ((value.st_mode & S_IFMT) == S_IFCHR || (value.st_mode & S_IFMT) == S_IFBLK)
        view.line.add(", st_rdev=%lu:%lu, ...}", value.st_rdev >> 8, value.st_rdev & 0xff);
    else
        view.line.add(", st_size=%ld, ...}", value.st_size);
}

void describe(const View& view, const PipeEnds& value) {
    view.line.add("[%d, %d]", value.read_end, value.write_end);
}

void describe(const View& view, const SignalAction& value) {
    view.line.add("{sa_handler=");
    if (value.handler == SIGNAL_DEFAULT)
        view.line.add("SIG_DFL");
    else if (value.handler == SIGNAL_IGNORE)
        view.line.add("SIG_IGN");
    else
        show_address(view, value.handler);
    view.line.add(", sa_mask=");
    describe(view, value.mask);
    view.line.add(", sa_flags=");
    show_bits(view, kActionFlags, static_cast<i64>(value.flags));
    view.line.add("}");
}

void describe(const View& view, const SystemInfo& value) {
    view.line.add("{harts=%u, processes=%u, threads=%u, ...}", value.harts, value.processes, value.threads);
}

void describe(const View& view, int status) {
    if (WIFEXITED(status))
        view.line.add("[exited with %d]", WEXITSTATUS(status));
    else if (WIFCONTINUED(status))
        view.line.add("[continued]");
    else if (WIFSTOPPED(status))
        view.line.add("[stopped by %s]", signal_name(WSTOPSIG(status)));
    else
        view.line.add("[killed by %s]", signal_name(WTERMSIG(status)));
}

void describe(const View& view, u64 signals) {
    const bool others = __builtin_popcountl(signals) > SIGNAL_COUNT / 2;
    const char* between = "";
    view.line.add(others ? "~[" : "[");
    for (int signal = 1; signal < SIGNAL_COUNT; ++signal) {
        if (((signals >> (signal - 1) & 1) != 0) == others) continue;
        view.line.add("%s%s", between, signal_name(signal) + strlen("SIG"));
        between = " ";
    }
    view.line.add("]");
}

} // namespace strace
