// tests/host/prelude.h: read before all else in a host test: frees the names that the ABI and the host share.
//
// The kernel has its own struct stat, O_RDONLY, SIGINT and so on; the host's headers have them too, many as
// macros. Whatever a test needs of the host is included here, and then the names are free.
#pragma once

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <signal.h>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <time.h>
#include <unistd.h>
#include <vector>

// Of abi/files.h.
#undef O_RDONLY
#undef O_WRONLY
#undef O_RDWR
#undef O_ACCMODE
#undef O_CREAT
#undef O_EXCL
#undef O_TRUNC
#undef O_APPEND
#undef O_NONBLOCK
#undef O_DSYNC
#undef O_DIRECTORY
#undef O_NOFOLLOW
#undef O_CLOEXEC
#undef O_PATH
#undef SEEK_SET
#undef SEEK_CUR
#undef SEEK_END
#undef AT_FDCWD
#undef AT_SYMLINK_NOFOLLOW
#undef AT_REMOVEDIR
#undef AT_SYMLINK_FOLLOW
#undef AT_EMPTY_PATH
#undef F_DUPFD
#undef F_GETFD
#undef F_SETFD
#undef F_GETFL
#undef F_SETFL
#undef F_DUPFD_CLOEXEC
#undef FD_CLOEXEC
#undef S_IFMT
#undef S_IFIFO
#undef S_IFCHR
#undef S_IFDIR
#undef S_IFBLK
#undef S_IFREG
#undef S_IFLNK
#undef st_atime
#undef st_mtime
#undef st_ctime
#define stat   kernel_stat
#define dirent kernel_dirent

// Of abi/signals.h. What the host has as enumerators is given another name.
#undef SIGHUP
#undef SIGINT
#undef SIGQUIT
#undef SIGILL
#undef SIGTRAP
#undef SIGABRT
#undef SIGBUS
#undef SIGFPE
#undef SIGKILL
#undef SIGUSR1
#undef SIGSEGV
#undef SIGUSR2
#undef SIGPIPE
#undef SIGALRM
#undef SIGTERM
#undef SIGSTKFLT
#undef SIGCHLD
#undef SIGCONT
#undef SIGSTOP
#undef SIGTSTP
#undef SIGTTIN
#undef SIGTTOU
#undef SIGURG
#undef SIGXCPU
#undef SIGXFSZ
#undef SIGVTALRM
#undef SIGPROF
#undef SIGWINCH
#undef SIGIO
#undef SIGPWR
#undef SIGSYS
#undef SIGRTMIN
#undef SIGRTMAX
#undef SIG_BLOCK
#undef SIG_UNBLOCK
#undef SIG_SETMASK
#undef SA_NOCLDSTOP
#undef SA_NOCLDWAIT
#undef SA_SIGINFO
#undef SA_ONSTACK
#undef SA_RESTART
#undef SA_NODEFER
#undef SA_RESETHAND
#undef SS_ONSTACK
#undef SS_DISABLE
#undef SS_AUTODISARM
#undef MINSIGSTKSZ
#undef SIGSTKSZ
#define sigval kernel_sigval
#undef si_value
#undef si_pid
#undef si_uid
#undef si_status
#undef si_addr
#undef SI_USER
#define SI_USER kernel_SI_USER
#undef SI_KERNEL
#define SI_KERNEL kernel_SI_KERNEL
#undef SI_QUEUE
#define SI_QUEUE kernel_SI_QUEUE
#undef SI_TKILL
#define SI_TKILL kernel_SI_TKILL
#undef SEGV_MAPERR
#define SEGV_MAPERR kernel_SEGV_MAPERR
#undef SEGV_ACCERR
#define SEGV_ACCERR kernel_SEGV_ACCERR
#undef ILL_ILLOPC
#define ILL_ILLOPC kernel_ILL_ILLOPC
#undef BUS_ADRALN
#define BUS_ADRALN kernel_BUS_ADRALN
#undef TRAP_BRKPT
#define TRAP_BRKPT kernel_TRAP_BRKPT
#undef CLD_EXITED
#define CLD_EXITED kernel_CLD_EXITED
#undef CLD_KILLED
#define CLD_KILLED kernel_CLD_KILLED
#undef CLD_STOPPED
#define CLD_STOPPED kernel_CLD_STOPPED
#undef CLD_CONTINUED
#define CLD_CONTINUED kernel_CLD_CONTINUED

// Of abi/processes.h.
#undef WNOHANG
#undef WUNTRACED
#undef WCONTINUED
#undef WIFEXITED
#undef WEXITSTATUS
#undef WIFSIGNALED
#undef WTERMSIG
#undef WIFSTOPPED
#undef WSTOPSIG
#undef WIFCONTINUED
#undef CLOCK_REALTIME
#undef CLOCK_MONOTONIC
