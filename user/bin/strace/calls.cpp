// user/bin/strace/calls.cpp: the table of calls, with functions that show each one's arguments.
#include "calls.h"

#include <abi/linux_names.h>
#include <abi/linux_rows.h>

namespace strace {
namespace {

template <class Prototype> struct Maker;
template <class Value, class... Parameters> struct Maker<Value(Parameters...)> {
    static constexpr Call make(const Row& row) {
        return {row,
                static_cast<int>(sizeof...(Parameters)),
                {&show_argument<Parameters>...},
                {is_out<Parameters>...},
                &show_result<Value>};
    }
};

constexpr Call kCalls[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Maker<result parameters>::make(kRows[number]),
#define RETIRED(number, name, text) {kRows[number], TRACE_ARGUMENTS, {}, {}, &show_result<u64>},
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};

// Likewise those of Linux: which row is the n-th follows from where each stands.
enum Place : usize {
#define LINUX(number, name, ...) place_of_##name,
#define ABSENT(number, name)     place_of_##name,
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};

constexpr Call kLinuxCalls[] = {
#define LINUX(number, name, handler, flags, result, parameters)                                              \
    Maker<result parameters>::make(kLinuxRows[place_of_##name]),
#define ABSENT(number, name) {kLinuxRows[place_of_##name], TRACE_ARGUMENTS - 1, {}, {}, &show_result<u64>},
#include "abi/linux.def"
#undef LINUX
#undef ABSENT
};

// Up to the first argument that is known at exit only.
int known_at_entry(const Call& call) {
    int count = 0;
    while (count < call.count && !call.out[count]) ++count;
    return count;
}

// So many carry arguments.
int registers_of(const TraceEvent& event) {
    return event.personality == PERSONALITY_LINUX ? TRACE_ARGUMENTS - 1 : TRACE_ARGUMENTS;
}

// The view of the n-th argument: its declaration, and that of the next, which may count what is at its address.
View view_of(const View& view, const Row& row, int n) {
    const auto index = static_cast<usize>(n);
    const bool has_next = index + 1 < row.arity();
    return {view.tracer, view.event, view.line, row.parameter(index),
            has_next ? row.parameter(index + 1) : ParameterText{}};
}

void show_arguments(const View& view, const Call* call, int from, int to, bool with_types) {
    for (int i = from; i < to; ++i) {
        if (i > 0) view.line.add(", ");
        if (!call || call->row.retired) {
            view.line.add("0x%lx", view.argument(i));
            continue;
        }
        const View argument = view_of(view, call->row, i);
        if (with_types) {
            const auto& [type, name] = argument.parameter;
            view.line.add(Colour::aside, "%.*s %.*s=", static_cast<int>(type.size()), type.data(),
                          static_cast<int>(name.size()), name.data());
        }
        call->arguments[i](argument, i);
    }
}

} // namespace

const Call* call_of(const TraceEvent& event) {
    if (event.personality == PERSONALITY_NATIVE)
        return event.number < kRows.size() ? &kCalls[event.number] : nullptr;
    for (const Call& call : kLinuxCalls)
        if (call.row.number == event.number) return &call;
    return nullptr;
}

bool is_call(const TraceEvent& event, std::string_view name) {
    const Call* call = call_of(event);
    return call && call->row.name == name;
}

bool is_name_of_call(std::string_view name) {
    for (const auto rows : {kRows, kLinuxRows})
        for (const Row& row : rows)
            if (row.name == name) return true;
    return false;
}

void show_call_name(Line& line, const TraceEvent& event) {
    const bool is_linux = event.personality == PERSONALITY_LINUX;
    if (const Call* call = call_of(event))
        line.add(Colour::name, "%s", call->row.name.data());
    else if (const char* missing = is_linux ? linux_call_name(event.number) : nullptr)
        line.add(Colour::name, "%s", missing);
    else
        line.add(Colour::name, "call_%ld", static_cast<i64>(event.number));
}

void show_entry(const View& view, bool with_types) {
    const Call* call = call_of(view.event);
    show_call_name(view.line, view.event);
    view.line.add("(");
    show_arguments(view, call, 0, call ? known_at_entry(*call) : registers_of(view.event), with_types);
    if (call && !call->returns()) view.line.add(") = ?");
}

// brk answers a place in memory, which its row calls a number.
void show_exit(const View& view, bool with_types) {
    const Call* call = call_of(view.event);
    if (call) show_arguments(view, call, known_at_entry(*call), call->count, with_types);
    view.line.add(") = ");
    if (is_call(view.event, "brk") && !view.failed())
        show_address(view, static_cast<u64>(view.event.result));
    else if (call)
        call->result(view);
    else
        show_result<u64>(view);
}

} // namespace strace
