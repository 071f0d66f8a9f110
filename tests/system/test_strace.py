# tests/system/test_strace.py: strace shows each call as the table has it; what comes of changing one; the lesson's lines.

import re
import subprocess

import pytest

from harness import cross, without_banner

PLAIN = "NO_COLOR=1 strace"


def masked(text):
    """Addresses, and numbers of processes, in the order in which they come, differ from run to run."""
    pids = {}

    def named(match):
        return match[1] + pids.setdefault(match[2], f"P{len(pids) + 1}")

    text = re.sub(r"0x[0-9a-f]{6,}", "0x…", text)
    text = re.sub(r"(\[pid |(?:getpid|gettid|fork)\(\) = |kill\(|waitpid\()(\d+)", named, text)
    return re.sub(r"^(.*waitpid.*\) = )(\d+)$", named, text, flags=re.MULTILINE)


def traced(shell, command, status=0):
    """The trace of a command; on the same console as what the command itself prints."""
    done, output = shell.run(f"{PLAIN} {command}")
    assert done == status, output
    return re.sub(r" /\* \d strings \*/", " /* … */", masked(output))


def by_process(trace):
    """For each process its own lines, in order: those that were interrupted are put together again. The lines before
    there was a second process do not say whose they are."""
    lines, begun = {}, {}
    for line in trace.splitlines():
        who, text = re.fullmatch(r"(?:\[pid (\w+)\] )?(.*)", line).groups()
        if text.endswith(" <unfinished ...>"):
            begun[who] = text.removesuffix(" <unfinished ...>")
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>", text):
            text = begun.pop(who) + text[resumed.end() :]
        lines.setdefault(who, []).append(text)
    assert not begun, trace
    return lines


# --- how values are shown ---

ALL_KINDS = r"""
execve("/lessons/all_kinds", ["/lessons/all_kinds"], 0x… /* … */) = 0
openat(AT_FDCWD, "/usr/numbers.txt", O_RDONLY|O_CLOEXEC, 0000) = 3
openat(AT_FDCWD, "/a \"new\"\tone\n/x", O_WRONLY|O_CREAT|O_TRUNC, 0644) = -1 ENOENT (No such file or directory)
openat(-1, "x", O_RDWR|0x8000, 0000) = -1 EBADF (Bad file descriptor)
read(3, "17\n4\n42\n8", 9) = 9
read(3, "\n1024\n-3\n42\n365\n0\n99\n", 64) = 21
read(-1, 0x…, 64) = -1 EBADF (Bad file descriptor)
lseek(3, -2, SEEK_END) = 28
lseek(3, 0, 7) = -1 EINVAL (Invalid argument)
fstat(3, {st_mode=S_IFREG|0644, st_size=30, ...}) = 0
fstatat(AT_FDCWD, "/dev/null", {st_mode=S_IFCHR|0666, st_rdev=1:3, ...}, AT_DEFAULT) = 0
fstatat(AT_FDCWD, "/none", 0x…, AT_SYMLINK_NOFOLLOW) = -1 ENOENT (No such file or directory)
pipe2([4, 5], O_CLOEXEC) = 0
write(5, "\1\0012\377", 4) = 4
write(5, 0x8, 4) = -1 EFAULT (Bad address)
dup3(3, 9, 0) = 9
getcwd("/", 64) = 2
chdir(0x8) = -1 EFAULT (Bad address)
close(9) = 0
poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLIN}, {fd=-1, events=0}], 2, 0) = 1
map(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS) = 0x…
protect(0x…, 4096, PROT_NONE) = 0
unmap(0x…, 8192) = 0
map(NULL, 0, PROT_EXEC|0x8, 0) = -1 EINVAL (Invalid argument)
brk(NULL) = 0x…
sigaction(SIGUSR2, {sa_handler=SIG_IGN, sa_mask=[INT USR1], sa_flags=SA_RESTART}, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}) = 0
sigaction(SIGUSR2, NULL, {sa_handler=SIG_IGN, sa_mask=[INT USR1], sa_flags=SA_RESTART}) = 0
sigaction(99, NULL, NULL) = -1 EINVAL (Invalid argument)
sigmask(SIG_BLOCK, [INT USR1], []) = 0
sigmask(SIG_SETMASK, ~[CHLD], NULL) = 0
gettid() = P1
thread_kill(P1, SIGUSR1) = 0
sigpending([USR1]) = 0
process_list(/* 2 entries */, 2) = #
system_info({harts=#, processes=#, threads=#, ...}) = 0
call_counts(/* 1 entry */, 1) = #
weigh_packed({weight=[1, 2, 3, 4, 5, 6, 7]}) = 140
weigh_spilled({weight=[1, 2, 3, 4, 5, 6, 7, 8]}) = 204
clock(CLOCK_MONOTONIC) = #
clock(5) = -1 EINVAL (Invalid argument)
sleep(1) = 0
futex_wait(0x…, 0, -1) = -1 EAGAIN (Resource temporarily unavailable)
futex_wake(0x…, 3) = 0
terminal_mode(3, TERMINAL_ECHO|TERMINAL_SIGNALS) = -1 ENOTTY (Inappropriate ioctl for device)
trace(1, TRACE_FORK) = -1 EPERM (Operation not permitted)
Unknown syscall number 6 (…)
putc(0x78, …) = -1 ENOSYS (Function not implemented)
Unknown syscall number 1000 (…)
call_1000(0x1, 0x2, …) = -1 ENOSYS (Function not implemented)
fork() = P2
waitpid(P2, [exited with 3], WUNTRACED) = P2
waitpid(-1, 0x…, WNOHANG|WUNTRACED) = -1 ECHILD (No child processes)
getpid() = P1
kill(P1, SIGKILL <unfinished ...>
+++ killed by SIGKILL +++
Killed
"""


def test_every_kind_of_argument(shell):
    """[3.4] [4.8] Names, flags, modes, strings, structures, errors: each by its type in the table's row."""
    trace = traced(shell, "/lessons/all_kinds", 137)
    trace = re.sub(r"(clock\(CLOCK_MONOTONIC\) = |(?:process_list|call_counts)\(.*\) = |harts=|processes=|threads=)\d+", r"\1#", trace)
    trace = re.sub(r"(number \d+ )\(.*\)", r"\1(…)", trace)
    trace = re.sub(r"(putc\(0x78|call_1000\(0x1, 0x2)(?:, 0x\w+|, 0x…)*\)", r"\1, …)", trace)
    assert trace.splitlines() == ALL_KINDS.strip().splitlines()


def test_types_of_parameters(shell):
    """[3.4] The declarations come from the row, too."""
    trace = traced(shell, "-t -e '!execve,terminal_mode' echo x")
    assert trace == (
        "x\n"
        'write(Fd fd=1, In<char> bytes="x\\n", usize count=2) = 2\n'
        "exit(int status=0) = ?\n"
        "+++ exited with 0 +++\n"
    )


def test_long_strings_are_cut(shell):
    text = "0123456789" * 4
    assert f'write(1, "{text[:32]}"..., 41) = 41\n' in traced(shell, f"-e write echo {text}")


COLOURED = (
    '\033[36mexecve\033[0m(\033[32m"/bin/cat"\033[0m, [\033[32m"cat"\033[0m, \033[32m"/none"\033[0m], 0x… /* … */) = 0\n'
    '\033[36mopenat\033[0m(AT_FDCWD, \033[32m"/none"\033[0m, O_RDONLY, 0000) = \033[31m-1 ENOENT (No such file or directory)\033[0m\n'
    "\033[36mexit\033[0m(1) = ?\n"
    "\033[2m+++ exited with 1 +++\033[0m\n"
)


def test_colours(shell):
    """[4.8] On a terminal only, and not there if NO_COLOR is set."""
    command = "-e execve,openat,exit cat /none 2>&1"
    status, output = shell.run(f"strace {command}")
    shown = masked(output).replace("cat: /none: No such file or directory\n", "")
    assert status == 1 and re.sub(r"/\* \d strings \*/", "/* … */", shown) == COLOURED
    plain = re.sub(r"\033\[\d+m", "", COLOURED)
    for through in (f"strace {command} | cat", f"{PLAIN} {command}"):
        shown = masked(shell.run(through)[1]).replace("cat: /none: No such file or directory\n", "")
        assert re.sub(r"/\* \d strings \*/", "/* … */", shown) == plain


# --- what a function of the library is made of ---


def test_a_function_is_not_a_call(shell):
    """[3.2] Functions of the library make none, one or several calls."""
    trace = traced(shell, "-e '!terminal_mode,execve' /lessons/library_calls 2>&1 >/dev/null")
    parts = [re.findall(r"^(\w+)\(", part, re.MULTILINE) for part in trace.split("sched_yield() = 0\n")]
    assert parts == [
        [],  # before the first
        [],  # strlen, snprintf
        ["write"],  # puts
        ["write"],  # printf, three times
        ["brk", "brk"],  # the first malloc
        [],  # the second
        [],  # free
        ["openat", "getdents", "getdents", "close"],  # opendir, readdir, closedir
        ["close", "exit"],  # close is a call
    ], trace


# --- several processes and threads ---


def test_children(shell):
    """[4.8] With -f children are traced, and each line says whose it is."""
    lines = by_process(traced(shell, "-f -e fork,execve,waitpid,exit sh -c '/bin/true; exit 5'", 5))
    child = ['execve("/bin/true", ["/bin/true"], 0x… /* … */) = 0', "exit(0) = ?", "+++ exited with 0 +++"]
    assert lines.pop("P1") == child
    assert lines.pop(None) + lines.pop("P2") == [
        'execve("/bin/sh", ["sh", "-c", "/bin/true; exit 5"], 0x… /* … */) = 0',
        "fork() = P1",
        "waitpid(P1, [exited with 0], WAIT_BLOCK) = P1",
        "exit(5) = ?",
        "+++ exited with 5 +++",
    ]
    assert not lines


def test_unfinished_calls(shell):
    """[4.8] A call that waits is shown when it begins, and finished in a line of its own if others come between."""
    trace = traced(shell, "-e read /lessons/take_turns")
    assert trace.splitlines() == [
        "[pid P1] read(3 <unfinished ...>",
        "[pid P2] read(5 <unfinished ...>",
        '[pid P1] <... read resumed>, "g", 1) = 1',
        "[pid P1] +++ thread ended +++",
        '[pid P2] <... read resumed>, "g", 1) = 1',
        "[pid P2] +++ thread ended +++",
        "[pid P3] +++ exited with 0 +++",
    ]


def test_a_thread_runs_another_program(shell):
    """It takes the number of its process: the call has ended under another number than it began."""
    trace = traced(shell, "-e execve,exit /lessons/exec_from_thread")
    assert trace.splitlines() == [
        'execve("/lessons/exec_from_thread", ["/lessons/exec_from_thread"], 0x… /* … */) = 0',
        "[pid P1] +++ thread ended +++",
        '[pid P1] execve("/bin/echo", ["echo", "from a thread"], 0x… /* … */) = 0',
        "from a thread",
        "[pid P1] exit(0) = ?",
        "[pid P1] +++ exited with 0 +++",
    ]


def test_signals(shell):
    trace = traced(shell, "-e kill,sigreturn sh -c 'kill -TERM $$'", 143)
    assert trace.splitlines() == ["kill(P1, SIGTERM) = 0", "--- SIGTERM ---", "+++ killed by SIGTERM +++", "Terminated"]
    trace = traced(shell, "-e none_of_these /bin/true", 2)
    assert "there is no call named none_of_these" in trace


def test_a_fault(shell):
    trace = traced(shell, "-e exit /tests/faulty null-field", 139)
    lines = trace.splitlines()
    assert lines[0] == "--- SIGSEGV ---" and "+++ killed by SIGSEGV +++" in lines


# --- options ---


def test_counts(shell):
    """[4.8] With -c there are no lines, but a table: time, calls and errors of each."""
    status, output = shell.run(f"{PLAIN} -c -f sh -c '/bin/true; cat /none; cat /none'")
    head, *rows, total = [line.split() for line in output.splitlines() if "No such file" not in line]
    assert status == 1 and " ".join(head) == "% time microseconds each calls errors call", output
    counts = {row[-1]: [int(number) for number in row[3:-1]] for row in rows}
    assert counts["execve"] == [4] and counts["fork"] == [3] and counts["waitpid"] == [3], output
    assert counts["openat"] == [2, 2] and counts["exit"] == [4], output
    shares = [float(row[0]) for row in rows]
    assert shares == sorted(shares, reverse=True) and 95 <= sum(shares) <= 100, output
    assert total[-1] == "all" and int(total[2]) == sum(count[0] for count in counts.values()), output


def test_chosen_calls(shell):
    assert traced(shell, "-e close,exit cat /usr/numbers.txt >/dev/null").splitlines() == [
        "close(3) = 0",
        "exit(0) = ?",
        "+++ exited with 0 +++",
    ]
    assert "exit(" not in traced(shell, "-e '!exit' true")


def test_another_process(machine):
    """[4.8] -p traces a process that runs; Ctrl-C ends that, and the process goes on; its own end does, too."""
    machine.run("sh -c 'while sleep 0.01; do true; done' &")
    machine.type("NO_COLOR=1 strace -e waitpid -p $!\r")
    machine.expect_pattern(r"waitpid\(\d+, \[exited with 0\], \w+\) = \d+")
    machine.type("\x03")
    machine.expect_pattern(r"strace: process \d+ goes on")
    machine.wait_for_prompt()
    assert "Running" in machine.run("jobs")[1]
    machine.type("NO_COLOR=1 strace -e waitpid -p $! & strace_pid=$!\r")
    machine.expect_pattern(r"waitpid\(\d+, \[exited with 0\]")
    machine.type("kill %1; wait $strace_pid; echo st=$?\r")
    machine.expect("--- SIGTERM ---")
    machine.expect("+++ killed by SIGTERM +++")
    machine.expect("st=0")


def test_keys(machine):
    """Ctrl-C ends the program, and strace as it did; Ctrl-Z stops both, and fg lets both go on."""
    machine.type("NO_COLOR=1 strace -e sleep sleep 1000\r")
    machine.expect("sleep(1000000000000")
    machine.type("\x1a")
    machine.wait_for_prompt()
    assert "Stopped" in machine.run("jobs")[1]
    machine.type("fg\r")
    machine.expect("sleep(")
    machine.type("\x03")
    machine.expect("--- SIGINT ---")
    machine.expect("+++ killed by SIGINT +++")
    machine.wait_for_prompt()
    assert machine.enter("echo $?") == "130\n"


@pytest.mark.parametrize(
    "arguments, status, complaint",
    [
        ("", 2, "usage: strace"),
        ("-z true", 2, "usage: strace"),
        ("-p 5 true", 2, "usage: strace"),
        ("-p", 2, "usage: strace"),
        ("-p 0", 2, "strace: -p: 0 is no number of a process"),
        ("-p 5x", 2, "strace: -p: 5x is no number of a process"),
        ("-p 2000000000", 1, "strace: process 2000000000: No such process"),
        ("-p 1", 1, "strace: process 1: Operation not permitted"),
        ("-e opne true", 2, "strace: -e: there is no call named opne"),
        ("-e '' true", 2, "strace: -e: names of calls are missing"),
        ("-e '!' true", 2, "strace: -e: names of calls are missing"),
        ("-o /none/file true", 1, "strace: /none/file: No such file or directory"),
        ("-o /etc true", 1, "strace: /etc: Is a directory"),
        ("/bin/none", 127, "strace: /bin/none: No such file or directory"),
        ("none", 127, "strace: none: No such file or directory"),
    ],
)
def test_refuses_what_it_cannot_do(shell, arguments, status, complaint):
    done, output = shell.run(f"strace {arguments}")
    assert done == status and complaint in output, output


def test_output_elsewhere(shell):
    """The status is that of the program in any case."""
    assert shell.run("strace -o /dev/null sh -c 'echo hi; exit 6'") == (6, "hi\n")
    assert shell.run("strace sh -c 'kill -9 $$' 2>/dev/null")[0] == 137
    status, output = shell.run("strace -o /dev/null /usr/poem.txt")
    assert status == 126 and output == "strace: /usr/poem.txt: Permission denied\n"


# --- changing calls ---


def test_a_tracer_rewrites_a_number(shell):
    """[3.7] The program asks for one call, and another one, or none, is made."""
    assert shell.run("/lessons/rewrite getpid getppid sh -c 'test $$ = $PPID || echo $$ >/dev/null; exit 3'")[0] == 3
    own = shell.run("echo $$")[1]
    status, output = shell.run("sh -c 'echo $$; /lessons/rewrite getpid getppid sh -c \"echo \\$\\$\"; true'")
    outer, inner = output.split()
    assert status == 0 and own.strip() not in (outer, inner) and int(inner) > int(outer)
    assert shell.run("/lessons/rewrite openat - cat /usr/poem.txt") == (
        1,
        "cat: /usr/poem.txt: Function not implemented\n",
    )


# --- what it costs when nobody looks ---


@pytest.mark.exists_in(flavour="release")
def test_a_load_and_a_branch(configuration):
    """[3.7] That is all that a call pays which nobody watches: two instructions before the switch, of which trap_handler is a
    part in this build, and none after it."""
    command = [cross("objdump"), "-d", "--no-show-raw-insn", "--disassemble=trap_handler", str(configuration.kernel)]
    output = subprocess.check_output(command, text=True)
    code = [line.split("\t", 1)[1].replace("\t", " ") for line in output.splitlines() if re.match(r" *[0-9a-f]+:\t", line)]
    road = "\n".join(re.sub(r"\b[0-9a-f]{8,16} (?=<)", "", step) for step in code)
    checked = (
        r"csrsi? \w+,[28]\n"
        r"lw (\w+),\d+\(tp\).*\n"
        r"bnez \1,<trap_handler\+\w+>\n"
        r"ld (\w+),80\((\w+)\)\n"  # the number
        r"li (\w+),\d+\n"
        r"bltu \4,\2,<trap_handler\+\w+>\n"
    )
    answered = (
        r"jal <_Z10sys_getpidv>\n"
        r"sd a0,80\(\w+\)\n"
        r"bltz a0,<trap_handler\+\w+>\n"
        r"ld (\w+),8\(tp\).*\n"  # the hart, which counts
        r"li (\w+),1\n"
        r"addi? \1,\1,\d+\n"
        r"amoadd\.d zero,\2,\(\1\)\n"
        r"(?:j <trap_handler\+\w+>|csrci? \w+,[28])\n"
    )
    assert re.search(checked, road) and re.search(answered, road), road


# --- the lesson ---


def test_lesson(batch):
    """[1.7] The kernel itself tells of each call; exit is number 0, and another process goes on."""
    done = batch("/lessons/levels/trap", options="lesson").expect_status(0)
    lines = re.sub(r"CPU#\d -> 0x[0-9a-f]+", "CPU#N -> 0x…", without_banner(done.console)).splitlines()
    hello = lines.index("Hello from user mode!")
    ecall = "E-call from User mode! CPU#N -> 0x…"
    assert lines[hello - 1 : hello + 4] == [ecall, "Hello from user mode!", ecall, "You called the exit system call!", ecall]
    assert set(lines[1:]) == {ecall, "Hello from user mode!", "You called the exit system call!"}
    assert "E-call" not in batch("/lessons/levels/trap").expect_status(0).console
