// tests/reject/user/number_for_pipe_end.cpp: a program in C++ gets the ends of a pipe as descriptors, not as numbers.
// expect: no match for call to .*Call::close, void\(Fd\).*\) \(int&\)
#include <syscalls.h>

i64 example() {
#ifdef RIGHT
    const sys::Pipe pipe = sys::make_pipe(O_CLOEXEC).value();
    return sys::close(pipe.read_end).raw();
#else
    PipeEnds pipe;
    if (!sys::pipe2(&pipe, O_CLOEXEC)) return 0;
    return sys::close(pipe.read_end).raw();
#endif
}
