// process/alarm.cpp: SIGALRM when a time has passed.
//
// Every timer interrupt looks whether the earliest alarm of all is due. Harts have such interrupts anyway, a hundred in a
// second; so that an alarm need not wait for the next one, it asks for one of its own.
#include "arch/time.h"
#include "process/family.h"
#include "process/signal.h"
#include "thread/scheduler.h"

namespace {

constexpr u64 kLeastInterval =
    100'000; // nanoseconds: shorter ones would leave a hart no time for anything else

constinit Atomic<u64> earliest = Alarm::kNever; // of all; changed with process_tree held

u64 ticks_of(u64 nanoseconds) { return nanoseconds_to_ticks(nanoseconds); }

// The times of intervals do not drift; but those that have passed by are not made up for.
u64 next_after(const Alarm& alarm, u64 time) {
    if (alarm.interval == 0) return Alarm::kNever;
    return alarm.next + ((time - alarm.next) / alarm.interval + 1) * alarm.interval;
}

void ring_those_due(u64 time) {
    u64 next = Alarm::kNever;
    Guard guard(process_tree);
    for (Process& process : all_processes) {
        Alarm& alarm = process.alarm;
        if (process.zombie) alarm = {};
        if (alarm.next <= time) {
            alarm.next = next_after(alarm, time);
            (void)notify(process, SIGALRM, {});
        }
        if (alarm.next < next) next = alarm.next;
    }
    earliest.store(next, Order::relaxed);
}

AlarmTimer describe(const Alarm& alarm, u64 time) {
    if (alarm.next == Alarm::kNever) return {0, ticks_to_nanoseconds(alarm.interval)};
    const u64 left = alarm.next > time ? alarm.next - time : 1; // it is about to come
    return {ticks_to_nanoseconds(left), ticks_to_nanoseconds(alarm.interval)};
}

Alarm alarm_of(const AlarmTimer& timer, u64 time) {
    const u64 interval = timer.interval && timer.interval < kLeastInterval ? kLeastInterval : timer.interval;
    return {timer.left ? time + ticks_of(timer.left) : Alarm::kNever, ticks_of(interval)};
}

} // namespace

AlarmTimer exchange_alarm(const AlarmTimer* timer) {
    const u64 time = read_time();
    Guard guard(process_tree);
    Alarm& alarm = current_process().alarm;
    const AlarmTimer before = describe(alarm, time);
    if (!timer) return before;
    alarm = alarm_of(*timer, time);
    if (alarm.next < earliest.load(Order::relaxed)) {
        earliest.store(alarm.next, Order::relaxed);
        scheduler::have_interrupt_by(alarm.next);
    }
    return before;
}

void ring_alarms() {
    if (earliest.load(Order::relaxed) == Alarm::kNever) return;
    const u64 time = read_time();
    if (earliest.load(Order::relaxed) <= time) ring_those_due(time);
    scheduler::have_interrupt_by(earliest.load(Order::relaxed));
}
