// linux/socket_calls.cpp: Linux's calls about sockets, which there are none of here, as those without networks see it there.
#include "linux/handlers.h"
#include "process/process.h"

Result<Fd> linux_socket(int) { return Errno::afnosupport; }

// Programs ask so whether a descriptor of theirs is one: a shell, whether it was started from afar.
Result<void> linux_no_socket(Fd socket) {
    const FileInUse file(current_process().files, socket);
    return file ? Errno::notsock : Errno::badf;
}
