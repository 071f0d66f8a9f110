/* abi/trace.h: what programs and the kernel agree on about tracing: watching the calls of others. Plain C. */
#pragma once

#include "abi/enum.h"
#include <stdint.h>

/* Who is traced, besides the process itself. */
enum TraceFlags ABI_INT {
    TRACE_PROCESS = 0, /* nobody: this process, with all its threads, those to come among them */
    TRACE_FORK = 1,    /* the children that it will have, too, and theirs */
};

/* What a traced thread has come to. In the first three cases it waits until it is answered. */
enum TraceKind ABI_INT {
    TRACE_ENTRY = 1,        /* it asks for a call */
    TRACE_EXIT = 2,         /* the call has a result, which the program has not seen yet */
    TRACE_SIGNAL = 3,       /* it is about to act on a signal, or has made a fault */
    TRACE_THREAD_ENDED = 4, /* it is over; its process goes on */
    TRACE_ENDED = 5,        /* it was the last one of its process, which is over, too */
};

enum { TRACE_ARGUMENTS = 7 };

/* What read tells of one thread at a time. */
struct TraceEvent {
    int32_t kind; /* an enum TraceKind */
    int32_t tid;
    int32_t pid;
    int32_t status;                      /* the signal; of a process that is over, what waitpid tells */
    uint64_t number;                     /* of the call */
    uint64_t arguments[TRACE_ARGUMENTS]; /* as they were at entry */
    int64_t result;                      /* at exit: a value, or -errno */
    uint64_t pc;                         /* of the ecall, or where the program was */
    uint64_t time;                       /* of the event, in nanoseconds since boot */
    uint64_t duration;   /* at exit: nanoseconds that the call took, without waiting for the tracer */
    int32_t personality; /* an enum Personality: whose number, and whose arguments */
    int32_t reserved;
};

/* How a thread is to go on that waits. */
enum TraceAction ABI_INT {
    TRACE_CONTINUE = 0, /* as if nobody looked */
    TRACE_CALL = 1,     /* at entry: with another call, which has the same arguments */
    TRACE_ANSWER = 2,   /* at entry: without any call; at exit: with another result */
};

/* What write answers one thread. */
struct TraceReply {
    int32_t tid;
    int32_t action;  /* an enum TraceAction */
    uint64_t number; /* TRACE_CALL: of the call */
    int64_t result;  /* TRACE_ANSWER: what the program gets */
};
