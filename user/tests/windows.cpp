// user/tests/windows.cpp: the functions of Windows, over this kernel: what is true, what is false, and how much was written.
#include "../libc/platform/windows/windows_write.h"
#include "child.h"
#include "tap.h"
#include <fcntl.h>
#include <signal.h>
#include <windows.h>

namespace {

constexpr DWORD kUntouched = 12345;
constexpr WCHAR kLine[] = {'#', ' ',    0x4f60, 0x597d,
                           ' ', 0xd83d, 0xde00, '\n'}; // two units are one character
constexpr DWORD kLineUnits = sizeof kLine / sizeof kLine[0];

// Standard output leads elsewhere for a while.
class Output {
  public:
    explicit Output(int to) : before_(dup(STDOUT_FILENO)) { dup2(to, STDOUT_FILENO); }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() {
        dup2(before_, STDOUT_FILENO);
        close(before_);
    }

  private:
    int before_;
};

HANDLE output() { return GetStdHandle(STD_OUTPUT_HANDLE); }

void check_refused(tap::All& all, BOOL answer, DWORD reason, const char* what) {
    const DWORD told = GetLastError();
    all.equal(answer, FALSE, what);
    all.equal(told, reason, what);
}

void standard_handles() {
    tap::All all("the three standard handles are there, differ, and are no descriptors [2.3]");
    const HANDLE handles[] = {GetStdHandle(STD_INPUT_HANDLE), output(), GetStdHandle(STD_ERROR_HANDLE)};
    for (int i = 0; i < 3; i++) {
        all.check(handles[i] != nullptr && handles[i] != INVALID_HANDLE_VALUE, "handle %d", i);
        all.check(handles[i] != reinterpret_cast<HANDLE>(i), "handle %d is not its descriptor", i);
        all.check(handles[i] != handles[(i + 1) % 3], "handle %d is another one than the next", i);
    }
    for (const DWORD none : {DWORD{0}, DWORD{1}, STD_ERROR_HANDLE - 1, STD_INPUT_HANDLE + 1}) {
        all.check(GetStdHandle(none) == INVALID_HANDLE_VALUE, "there is none of number %u", none);
        all.equal(GetLastError(), ERROR_INVALID_HANDLE, "the reason");
    }
}

void invalid_handles() {
    tap::All all("a handle that is none is refused, and nothing counts as written [2.3]");
    for (const usize number : {usize{0}, usize{1}, usize{7}, usize{4 * 40}, usize{4} << 40, ~usize{0}}) {
        const auto handle = reinterpret_cast<HANDLE>(number); // whatever a program may have
        DWORD written = kUntouched, mode = 0;
        check_refused(all, WriteFile(handle, "x", 1, &written, nullptr), ERROR_INVALID_HANDLE, "WriteFile");
        all.equal(written, 0u, "written");
        written = kUntouched;
        check_refused(all, WriteConsoleW(handle, kLine, 1, &written, nullptr), ERROR_INVALID_HANDLE,
                      "WriteConsoleW");
        all.equal(written, 0u, "written");
        check_refused(all, GetConsoleMode(handle, &mode), ERROR_INVALID_HANDLE, "GetConsoleMode");
    }
}

void parameters() {
    tap::All all("a parameter that is not to be is refused [2.3]");
    DWORD written = 0;
    check_refused(all, WriteFile(output(), "x", 1, nullptr, nullptr), ERROR_INVALID_PARAMETER, "no count");
    check_refused(all, WriteFile(output(), "x", 1, &written, &written), ERROR_INVALID_PARAMETER,
                  "overlapped");
    check_refused(all, WriteConsoleW(output(), kLine, 1, &written, &written), ERROR_INVALID_PARAMETER,
                  "reserved");
    check_refused(all, WriteFile(output(), reinterpret_cast<char*>(8), 1, &written, nullptr), ERROR_NOACCESS,
                  "memory that is not there");
    all.check(WriteConsoleW(output(), nullptr, 0, nullptr, nullptr), "the console's count may be left out");
}

void console() {
    tap::All all("the console takes UTF-16: written is what was asked for, in units [2.3]");
    DWORD written = kUntouched, mode = 0;
    all.check(GetConsoleMode(output(), &mode), "it is a console");
    all.check(WriteConsoleW(output(), kLine, kLineUnits, &written, nullptr), "a line");
    all.equal(written, kLineUnits, "written");
    all.check(WriteConsoleW(output(), kLine, 0, &written, nullptr), "nothing");
    all.equal(written, 0u, "nothing was written");

    static WCHAR many[1003]; // more than are converted at a time: a note of full stops
    for (WCHAR& unit : many) unit = '.';
    many[0] = '#', many[1002] = '\n';
    all.check(WriteConsoleW(output(), many, 1003, &written, nullptr), "a long line");
    all.equal(written, 1003u, "written");
}

void broken_text() {
    tap::All all("the console writes what comes before a lone surrogate, and fails there [2.3] [2.4]");
    const WCHAR low[] = {'#', '\n', 0xde00, 'x'}, high[] = {'#', '\n', 0xd83d, 'x'},
                cut[] = {'#', '\n', 0xd83d};
    for (const WCHAR* text : {low, high, cut}) {
        DWORD written = kUntouched;
        check_refused(all, WriteConsoleW(output(), text, text == cut ? 3 : 4, &written, nullptr),
                      ERROR_NO_UNICODE_TRANSLATION, "a surrogate alone");
        all.equal(written, 2u, "written");
    }
}

void no_console() {
    tap::All all("a pipe is no console: WriteFile puts bytes into it, a zero like any other [2.3]");
    int ends[2];
    if (!all.equal(pipe2(ends, 0), 0, "a pipe")) return;
    DWORD written = kUntouched, mode;
    BOOL is_console, to_console, to_file;
    {
        const Output elsewhere(ends[1]);
        is_console = GetConsoleMode(output(), &mode);
        to_console = WriteConsoleW(output(), kLine, kLineUnits, nullptr, nullptr);
        to_file = WriteFile(output(), "a\0b", 3, &written, nullptr);
    }
    char bytes[8] = {};
    all.check(!is_console && !to_console && to_file, "which works");
    all.equal(written, 3u, "written");
    all.equal(read(ends[0], bytes, sizeof bytes), 3, "bytes in the pipe");
    all.check(memcmp(bytes, "a\0b", 3) == 0, "the same bytes");
    close(ends[0]);
    {
        const Output elsewhere(ends[1]);
        if constexpr (sys::is_there<sys::Call::sigaction>) signal(SIGPIPE, SIG_IGN);
        to_file = WriteFile(output(), "x", 1, &written, nullptr);
        if constexpr (sys::is_there<sys::Call::sigaction>) signal(SIGPIPE, SIG_DFL);
    }
    check_refused(all, to_file, ERROR_NO_DATA, "nobody reads any more");
    close(ends[1]);
}

void closed_output() {
    tap::All all("a handle whose descriptor was closed is none [2.3]");
    const HANDLE handle = output();
    const int kept = dup(STDOUT_FILENO);
    DWORD written = kUntouched;
    close(STDOUT_FILENO);
    const BOOL to_file = WriteFile(handle, "x", 1, &written, nullptr);
    const DWORD reason = GetLastError();
    const ptrdiff_t over_both = windows_write(STDOUT_FILENO, "x", 1);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    all.check(!to_file && reason == ERROR_INVALID_HANDLE && written == 0, "WriteFile fails");
    all.check(over_both == -1 && errno == EBADF, "a write over it fails");
}

void do_nothing(int) {}

// It writes more than a pipe holds, and nobody reads: a signal ends that, as much of it as there was room for being written.
int interrupted_writer(int pipe) {
    static const char many[2 * PIPE_CAPACITY] = {};
    const Output elsewhere(pipe);
    signal(SIGUSR1, do_nothing);
    DWORD written = kUntouched;
    return WriteFile(output(), many, sizeof many, &written, nullptr) && written == PIPE_CAPACITY ? 0 : 1;
}

void short_write() {
    tap::All all("a short write is no failure: it tells how much was written [2.3]");
    int ends[2];
    if (!all.equal(pipe2(ends, 0), 0, "a pipe")) return;
    const pid_t writer = child::start([&] { return interrupted_writer(ends[1]); });
    all.check(child::becomes(writer, PROCESS_SLEEPING), "it waits for a reader");
    kill(writer, SIGUSR1);
    all.equal(child::ending_of(writer), child::exits(0), "its end");
    close(ends[0]);
    close(ends[1]);
}

// POSIX's write over these functions, as programs on Windows get it.
void write_over_them() {
    tap::All all("a write over these functions answers as POSIX says: bytes, or -1 and errno [2.3]");
    all.equal(windows_write(1, "# \xe4\xbd\xa0\xf0\x9f\x98\x80\n", 10), 10, "a line on the console");
    all.equal(windows_write(1, "", 0), 0, "nothing");
    all.equal(windows_write(1, "#\n\xff", 3), 2, "up to a byte that is no UTF-8");
    errno = 0;
    all.check(windows_write(1, "\xff", 1) == -1 && errno == EILSEQ, "no UTF-8 at all");
    all.check(windows_write(1, "\xe4\xbd", 2) == -1 && errno == EILSEQ, "a character without its end");
    for (const int fd : {-1, 0, 3, 1000}) {
        errno = 0;
        all.check(windows_write(fd, "x", 1) == -1 && errno == EBADF, "descriptor %d", fd);
    }
    char long_line[1500];
    memset(long_line, '.', sizeof long_line);
    long_line[0] = '#', long_line[sizeof long_line - 1] = '\n';
    all.equal(windows_write(1, long_line, sizeof long_line), static_cast<long>(sizeof long_line),
              "a long line");
}

} // namespace

int main() {
    standard_handles();
    invalid_handles();
    parameters();
    console();
    broken_text();
    no_console();
    closed_output();
    if constexpr (child::kThereAre) short_write();
    write_over_them();
    return tap::done();
}
