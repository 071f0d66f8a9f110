// user/bin/strace/values.h: how the values of a call are shown, each as its type in the table says.
#pragma once

#include "line.h"
#include <abi/linux.h>
#include <abi/names.h>
#include <abi/rows.h>
#include <syscalls.h>

namespace strace {

// A call at one of its ends, and what may be asked about it.
struct View {
    Fd tracer;
    const TraceEvent& event;
    Line& line;
    ParameterText parameter = {}; // the one at hand
    ParameterText next = {};      // the one behind it, if there is one

    bool failed() const { return event.result < 0 && event.result >= -kErrnoMax; }
    u64 argument(int index) const { return index < TRACE_ARGUMENTS ? event.arguments[index] : 0; }
    bool is_named(std::string_view name) const { return parameter.name == name; }
    bool is_counted() const { return next.name == "count"; }

    // The program's memory, as far as it is there: so many bytes.
    usize peek(u64 address, void* to, usize bytes) const;
};

const char* signal_name(int signal);

void show_number(const View& view, i64 value);
void show_unsigned(const View& view, u64 value);
void show_address(const View& view, u64 address);
void show_descriptor(const View& view, int number);
void show_mode(const View& view, u64 mode);
void show_name(const View& view, const NameList& list, i64 value);
void show_open_flags(const View& view, i64 flags);
void show_string(const View& view, u64 address);
void show_strings(const View& view, u64 address); // of a list that ends with a null pointer
void show_bytes(const View& view, u64 address, usize count);
void show_quoted(const View& view, const char* bytes, usize count, bool is_cut);
void show_error(const View& view);
void show_entries(const View& view, u64 count); // so many of what would be too much
void show_directory(const View& view, u64 address);
void show_polled(const View& view, u64 address, usize count);

// --- structures ---

// Those whose meaning is known here.
void describe(const View& view, const Stat& value);
void describe(const View& view, const PipeEnds& value);
void describe(const View& view, const SignalAction& value);
void describe(const View& view, const SystemInfo& value);
void describe(const View& view, int status);  // as waitpid tells it
void describe(const View& view, u64 signals); // a set

template <class T> void show_field(const View& view, const T& value) {
    if constexpr (std::is_same_v<std::remove_extent_t<T>, char>) {
        show_quoted(view, value, strnlen(value, sizeof value), false);
    } else if constexpr (std::is_array_v<T>) {
        for (const auto& each : value) {
            view.line.add(&each == value ? "[" : ", ");
            show_field(view, each);
        }
        view.line.add("]");
    } else if constexpr (std::is_pointer_v<T>) {
        show_address(view, reinterpret_cast<u64>(value)); // it points into the other program
    } else if constexpr (std::is_signed_v<T>) {
        show_number(view, value);
    } else {
        show_unsigned(view, value);
    }
}

// Of all others, each field.
#define STRUCTURE(type, c_name)                                                                              \
    inline void show_fields(const View& view, const type& value) {                                           \
        const char* before = "{";
#define FIELD(field)                                                                                         \
    view.line.add("%s" #field "=", before);                                                                  \
    show_field(view, value.field);                                                                           \
    before = ", ";
#define END(type)                                                                                            \
    view.line.add("}");                                                                                      \
    }
#include <abi/linux_structures.def>
#include <abi/structures.def>
#undef STRUCTURE
#undef FIELD
#undef END

template <class T> void show_structure(const View& view, const T& value) {
    if constexpr (requires { describe(view, value); })
        describe(view, value);
    else
        show_fields(view, value);
}

// --- memory: of what, and how much of it there is ---

template <class T> void show_object(const View& view, u64 address) {
    T value;
    if constexpr (std::is_class_v<T> || requires { describe(view, value); }) {
        if (view.peek(address, &value, sizeof value) == sizeof value) return show_structure(view, value);
    }
    show_address(view, address);
}

// What the program hands over. A count, if there is one, comes next.
template <class T> void show_in(const View& view, int index) {
    const u64 address = view.argument(index);
    if constexpr (std::is_same_v<T, char>)
        show_bytes(view, address, view.argument(index + 1));
    else if constexpr (std::is_same_v<T, Str>)
        show_strings(view, address);
    else
        show_object<T>(view, address);
}

// What the program gets, if the call has succeeded. Of a list, the result is the number.
template <class T> void show_out(const View& view, int index) {
    const u64 address = view.argument(index);
    const u64 result = static_cast<u64>(view.event.result);
    if (view.failed() || !address)
        show_address(view, address);
    else if constexpr (std::is_same_v<T, char>)
        show_bytes(view, address, view.is_named("path") && result > 0 ? result - 1 : result);
    else if constexpr (std::is_same_v<T, DirectoryEntry>)
        show_directory(view, address);
    else if constexpr (std::is_same_v<T, PollEntry>)
        show_polled(view, address, view.argument(index + 1));
    else if (view.is_counted())
        show_entries(view, result < view.argument(index + 1) ? result : view.argument(index + 1));
    else
        show_object<T>(view, address);
}

// A whole structure: the registers hold it, or its address.
template <class T> void show_packed(const View& view) {
    if constexpr (Packed<T>::kSpilled) return show_object<T>(view, view.argument(0));
    T value;
    memcpy(&value, view.event.arguments, sizeof value);
    show_structure(view, value);
}

// --- one value, by its type in the row ---

template <class T> inline constexpr bool is_out = false;
template <class T> inline constexpr bool is_out<Out<T>> = true;
template <class T> inline constexpr bool is_in = false;
template <class T> inline constexpr bool is_in<In<T>> = true;
template <class T> T pointed_by(In<T>);
template <class T> T pointed_by(Out<T>);

template <class T> void show_value(const View& view, u64 raw) {
    if constexpr (std::is_same_v<T, Fd>)
        show_descriptor(view, static_cast<int>(raw));
    else if constexpr (std::is_same_v<T, Pid> || std::is_same_v<T, Tid>)
        show_number(view, static_cast<int>(raw));
    else if constexpr (std::is_same_v<T, Str>)
        show_string(view, raw);
    else if constexpr (std::is_same_v<T, FileMode>)
        show_mode(view, static_cast<u32>(raw));
    else if constexpr (std::is_same_v<T, OpenFlags>)
        show_open_flags(view, static_cast<int>(raw));
    else if constexpr (std::is_enum_v<T>)
        show_name(view, names_of<T>, static_cast<int>(raw));
    else if constexpr (std::is_signed_v<T>)
        show_number(view, static_cast<T>(raw));
    else if constexpr (std::is_unsigned_v<T>)
        show_unsigned(view, static_cast<T>(raw));
    else
        show_address(view, raw);
}

template <class T> void show_argument(const View& view, int index) {
    if constexpr (is_packed<T>)
        show_packed<typename T::Value>(view);
    else if constexpr (is_in<T>)
        show_in<decltype(pointed_by(std::declval<T>()))>(view, index);
    else if constexpr (is_out<T>)
        show_out<decltype(pointed_by(std::declval<T>()))>(view, index);
    else
        show_value<T>(view, view.argument(index));
}

template <class T> void show_result(const View& view) {
    if (view.failed())
        show_error(view);
    else if constexpr (std::is_void_v<T> || std::is_same_v<T, never>)
        show_number(view, view.event.result);
    else
        show_value<T>(view, static_cast<u64>(view.event.result));
}

} // namespace strace
