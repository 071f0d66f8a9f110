// user/bin/strace/calls.cpp: the table of calls, with functions that show each one's arguments.
#include "calls.h"

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

// Up to the first argument that is known at exit only.
int known_at_entry(const Call& call) {
    int count = 0;
    while (count < call.count && !call.out[count]) ++count;
    return count;
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

const Call* call_of(u64 number) { return number < kRows.size() ? &kCalls[number] : nullptr; }

usize number_of(const char* name) {
    usize number = 0;
    while (number < kRows.size() && kRows[number].name != name) ++number;
    return number;
}

void show_call_name(Line& line, u64 number) {
    if (number < kRows.size())
        line.add(Colour::name, "%s", kRows[number].name.data());
    else
        line.add(Colour::name, "call_%ld", static_cast<i64>(number));
}

void show_entry(const View& view, bool with_types) {
    const Call* call = call_of(view.event.number);
    show_call_name(view.line, view.event.number);
    view.line.add("(");
    show_arguments(view, call, 0, call ? known_at_entry(*call) : TRACE_ARGUMENTS, with_types);
    if (call && !call->returns()) view.line.add(") = ?");
}

// brk answers a place in memory, which its row calls a number.
void show_exit(const View& view, bool with_types) {
    const Call* call = call_of(view.event.number);
    if (call) show_arguments(view, call, known_at_entry(*call), call->count, with_types);
    view.line.add(") = ");
    if (view.event.number == static_cast<u64>(sys::Call::brk) && !view.failed())
        show_address(view, static_cast<u64>(view.event.result));
    else if (call)
        call->result(view);
    else
        show_result<u64>(view);
}

} // namespace strace
