// user/tests/tracing.h: a child that is traced from a known call on: what comes after it is a list of events.
//
//   Traced traced([] { return getpid() == 1; });
//   const TraceEvent entry = traced.next(TRACE_ENTRY, Call::getpid);      read, not yet answered
//   traced.answer(entry, TRACE_ANSWER, 0, 1);
#pragma once

#include "child.h"
#include "tap.h"

namespace tracing {

using sys::Call;

// What a child asks when the test begins, and nobody else: for the group of this process, which there is not.
constexpr Pid kMark{0x6d61'726b};

inline bool is_mark(const TraceEvent& event) {
    return event.number == static_cast<u64>(Call::getpgid) && event.arguments[0] == kMark.raw();
}

inline bool read_event(Fd tracer, TraceEvent& event) {
    const auto bytes = sys::read(tracer, Out<char>(reinterpret_cast<u64>(&event)), sizeof event);
    return bytes && bytes.value() == sizeof event;
}

inline i64 write_reply(Fd tracer, const TraceReply& reply) {
    return sys::write.raw(tracer, In<char>(reinterpret_cast<u64>(&reply)), sizeof reply);
}

inline bool waits(const TraceEvent& event) { return event.kind <= TRACE_SIGNAL; }

// Reads and answers everything until nobody is traced any more; how many events there were.
inline int let_run(Fd tracer) {
    TraceEvent event;
    int events = 0;
    while (read_event(tracer, event)) {
        events++;
        if (waits(event)) (void)write_reply(tracer, {event.tid, TRACE_CONTINUE, 0, 0});
    }
    return events;
}

class Traced {
  public:
    // The child waits until it is traced; its first event here is the one after the mark.
    template <class Function> explicit Traced(Function function, TraceFlags flags = TRACE_PROCESS) {
        int gate[2];
        if (pipe2(gate, 0) != 0) tap::bail_out("no pipe");
        pid = child::start([&] {
            char byte;
            close(gate[1]);
            (void)read(gate[0], &byte, 1);
            close(gate[0]);
            (void)sys::getpgid(kMark);
            return function();
        });
        close(gate[0]);
        const auto fd = sys::trace(Pid(pid), flags);
        if (!fd) tap::bail_out("a child cannot be traced: %s", tap::name_of(fd.error()));
        tracer = fd.value();
        close(gate[1]);
        pass_mark();
    }
    Traced(const Traced&) = delete;
    Traced& operator=(const Traced&) = delete;
    ~Traced() { stop(); }

    // From here on nobody is traced.
    void stop() {
        if (open_) (void)sys::close(tracer);
        open_ = false;
    }

    TraceEvent next() {
        TraceEvent event{};
        if (!read_event(tracer, event)) tap::note("there is no event");
        return event;
    }
    // The next one, which has to be this one.
    TraceEvent next(TraceKind kind, Call call) {
        const TraceEvent event = next();
        const auto number = static_cast<u64>(call);
        if (event.kind != kind || event.number != number)
            tap::note("expected event %d of call %lu, got %d of call %ld", kind, number, event.kind,
                      static_cast<long>(event.number));
        right_ = right_ && event.kind == kind && event.number == number;
        return event;
    }
    void answer(const TraceEvent& event, TraceAction action = TRACE_CONTINUE, u64 number = 0,
                i64 result = 0) {
        right_ = right_ && write_reply(tracer, {event.tid, action, number, result}) ==
                               static_cast<i64>(sizeof(TraceReply));
    }
    // Lets a whole call go by; the event of its exit.
    TraceEvent pass(Call call) {
        answer(next(TRACE_ENTRY, call));
        const TraceEvent exit = next(TRACE_EXIT, call);
        answer(exit);
        return exit;
    }
    int let_run() { return tracing::let_run(tracer); }

    // Whether all events were those that were expected, and all answers were taken.
    bool right() const { return right_; }

    pid_t pid = 0;
    Fd tracer = Fd::unchecked(-1);

  private:
    void pass_mark() {
        TraceEvent event{};
        do {
            event = next();
            answer(event);
        } while (event.kind != TRACE_EXIT || !is_mark(event));
    }

    bool open_ = true;
    bool right_ = true;
};

} // namespace tracing
