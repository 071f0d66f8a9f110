// user/lessons/rewrite.cpp: a tracer that makes another call of one that a program asks for.
//
//   rewrite getpid getppid sh -c 'echo $$'
//
// The program is not changed, and cannot know. With "-" in place of the second name there is no call at all: the answer
// is that there is no such call. What a tracer is, and what it may do: docs/tracing.md.
#include "abi/rows.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <syscalls.h>
#include <unistd.h>

namespace {

// kRows.size() if no call has this name.
u64 number_of(const char* name) {
    u64 number = 0;
    while (number < kRows.size() && kRows[number].name != name) number++;
    return number;
}

// Reads events, and answers them, until the program is over.
void trace(Fd tracer, u64 from, u64 to) {
    TraceEvent event;
    while (sys::read(tracer, Out<char>(reinterpret_cast<u64>(&event)), sizeof event).raw() > 0) {
        TraceReply reply = {event.tid, TRACE_CONTINUE, to, -ENOSYS};
        if (event.kind == TRACE_ENTRY && event.number == from)
            reply.action = to < kRows.size() ? TRACE_CALL : TRACE_ANSWER;
        if (event.kind <= TRACE_SIGNAL) // else nobody waits
            (void)sys::write(tracer, In<char>(reinterpret_cast<u64>(&reply)), sizeof reply);
    }
}

} // namespace

int main(int count, char** arguments) {
    const u64 from = count > 3 ? number_of(arguments[1]) : kRows.size();
    const u64 to = count > 3 ? number_of(arguments[2]) : kRows.size();
    if (from == kRows.size() || (to == kRows.size() && strcmp(arguments[2], "-") != 0)) {
        fprintf(stderr, "usage: rewrite call {other-call | -} program [argument...]\n");
        return 2;
    }
    int gate[2]; // the program waits behind it until it is traced
    if (pipe2(gate, 0) < 0) return perror("pipe2"), 1;
    const pid_t pid = fork();
    if (pid < 0) return perror("fork"), 1;
    if (pid == 0) {
        char byte;
        close(gate[1]);
        (void)read(gate[0], &byte, 1);
        close(gate[0]);
        execvp(arguments[3], arguments + 3);
        perror(arguments[3]);
        _exit(127);
    }
    const auto tracer = sys::trace(Pid(pid), TRACE_FORK);
    close(gate[0]);
    close(gate[1]);
    if (!tracer) return fprintf(stderr, "the program cannot be traced\n"), 1;
    trace(tracer.value(), from, to);
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
