// syscall/trace_calls.cpp: the handlers of calls about tracing, in the table's order.
#include "process/trace.h"
#include "syscall/handlers.h"

Result<Fd> sys_trace(Pid pid, TraceFlags flags) { return trace::begin(pid, flags); }

Result<usize> sys_trace_memory(Fd tracer, Tid thread, usize address, Out<char> bytes, usize count) {
    Process& process = current_process();
    Ref<File> file = TRY(process.files.file(tracer));
    if (!may_be_copied(VirtAddr(bytes.address()), count)) return Errno::fault;
    UserSink sink(*process.space, bytes.address(), count);
    return file->traced_memory(thread, address, sink);
}
