// user/bin/strace/calls.cpp: the table of calls, with functions that show each one's arguments.
#include "calls.h"

#include <abi/call_flags.h>

namespace strace {
namespace {

template <class Row> struct Maker;
template <class Value, class... Parameters> struct Maker<Value(Parameters...)> {
    static constexpr Call make(const char* name, const char* parameters, u8 flags) {
        return {name,
                parameters,
                static_cast<int>(sizeof...(Parameters)),
                !std::is_same_v<Value, never>,
                has(flags, CallFlag::blocks),
                {&show_argument<Parameters>...},
                {is_out<Parameters>...},
                &show_result<Value>};
    }
};

using enum CallFlag;
constexpr Call kCalls[] = {
#define SYSCALL(number, name, result, parameters, flags, errors, text, since)                                \
    Maker<result parameters>::make(#name, #parameters, call_flags flags),
#define RETIRED(number, name, text) {#name, nullptr, TRACE_ARGUMENTS, true, false, {}, {}, &show_result<u64>},
#include "abi/syscalls.def"
#undef SYSCALL
#undef RETIRED
};
constexpr usize kCount = sizeof kCalls / sizeof kCalls[0];

// These answer a place in memory.
bool answers_address(u64 number) {
    return number == static_cast<u64>(sys::Call::map) || number == static_cast<u64>(sys::Call::brk);
}

// Takes the n-th declaration out of "(Fd fd, usize count)".
void copy_declaration(const char* parameters, int index, char* to, usize size) {
    const char* start = parameters + 1;
    for (; index > 0; --index) start = strchr(start, ',') + 1;
    start += strspn(start, " ");
    snprintf(to, size, "%.*s", static_cast<int>(strcspn(start, ",)")), start);
}

// Up to the first argument that is known at exit only.
int known_at_entry(const Call& call) {
    int count = 0;
    while (count < call.count && !call.out[count]) ++count;
    return count;
}

void show_arguments(const View& view, const Call* call, int from, int to, bool with_types) {
    for (int i = from; i < to; ++i) {
        if (i > 0) view.line.add(", ");
        if (!call || !call->parameters) {
            view.line.add("0x%lx", view.argument(i));
            continue;
        }
        char declaration[64];
        copy_declaration(call->parameters, i, declaration, sizeof declaration);
        if (with_types) view.line.add(Colour::aside, "%s=", declaration);
        call->arguments[i]({view.tracer, view.event, declaration, view.line}, i);
    }
}

} // namespace

const Call* call_of(u64 number) { return number < kCount ? &kCalls[number] : nullptr; }

usize call_count() { return kCount; }

usize number_of(const char* name) {
    usize number = 0;
    while (number < kCount && strcmp(kCalls[number].name, name) != 0) ++number;
    return number;
}

void show_call_name(Line& line, u64 number) {
    if (const Call* call = call_of(number))
        line.add(Colour::name, "%s", call->name);
    else
        line.add(Colour::name, "call_%ld", static_cast<i64>(number));
}

void show_entry(const View& view, bool with_types) {
    const Call* call = call_of(view.event.number);
    show_call_name(view.line, view.event.number);
    view.line.add("(");
    show_arguments(view, call, 0, call ? known_at_entry(*call) : TRACE_ARGUMENTS, with_types);
    if (call && !call->returns) view.line.add(") = ?");
}

void show_exit(const View& view, bool with_types) {
    const Call* call = call_of(view.event.number);
    if (call) show_arguments(view, call, known_at_entry(*call), call->count, with_types);
    view.line.add(") = ");
    if (answers_address(view.event.number) && !view.failed())
        show_address(view, static_cast<u64>(view.event.result));
    else if (call)
        call->result(view);
    else
        show_result<u64>(view);
}

} // namespace strace
