// user/bin/strace/counts.cpp: how often each call was made, how often it failed, and how long it took.
#include "counts.h"

namespace strace {

Counts::Count& Counts::of(const TraceEvent& event) {
    for (Count& count : counts_)
        if (count.event.number == event.number && count.event.personality == event.personality) return count;
    counts_.add({event, 0, 0, 0});
    return counts_[counts_.size() - 1];
}

void Counts::entered(const TraceEvent& entry) { of(entry).calls++; }

// A tracer may have made another call of it, but not this one.
void Counts::left(const TraceEvent& exit) {
    Count& count = of(exit);
    count.nanoseconds += exit.duration;
    if (exit.result < 0 && exit.result >= -kErrnoMax) count.errors++;
}

int Counts::longest_first(const void* left, const void* right) {
    const Count& a = *static_cast<const Count*>(left);
    const Count& b = *static_cast<const Count*>(right);
    if (a.nanoseconds != b.nanoseconds) return a.nanoseconds > b.nanoseconds ? -1 : 1;
    return a.event.number < b.event.number ? -1 : 1;
}

void Counts::show(Line& line) const {
    Array<Count> sorted;
    Count all{};
    for (const Count& count : counts_) {
        sorted.add(count);
        all.calls += count.calls;
        all.errors += count.errors;
        all.nanoseconds += count.nanoseconds;
    }
    sorted.sort(longest_first);
    line.add("%% time  microseconds  each     calls    errors  call\n");
    for (const Count& count : sorted) {
        const u64 permille = all.nanoseconds ? count.nanoseconds * 1000 / all.nanoseconds : 0;
        line.add("%4lu.%lu  %12lu  %4lu  %8lu  ", permille / 10, permille % 10, count.nanoseconds / 1000,
                 count.calls ? count.nanoseconds / 1000 / count.calls : 0, count.calls);
        line.add(count.errors ? "%8lu  " : "%8.0lu  ", count.errors);
        show_call_name(line, count.event);
        line.add("\n");
    }
    line.add(" 100.0  %12lu        %8lu  %8lu  all\n", all.nanoseconds / 1000, all.calls, all.errors);
}

} // namespace strace
