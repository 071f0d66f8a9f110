# tests/system/test_gdb_commands.py: the commands of our own in gdb, and the line at each stop.

import os
import re
import subprocess
import sys
from functools import partial

import pytest

from debugger import Debugged, debug_qemu, session_command
from harness import ROOT, Configuration, clean_environment, make

LETTER = {"machine": "M", "supervisor": "S"}

# The easiest and the hardest; with time, those between. What gdb is told takes its frames from the class build.
CHOSEN = [Configuration(mode=mode, cpus=cpus) for mode, cpus in (("machine", 1), ("supervisor", 4))]
BETWEEN = [Configuration(mode=mode, cpus=cpus) for mode, cpus in (("machine", 4), ("supervisor", 1))]


@pytest.fixture(scope="module", params=CHOSEN + BETWEEN if os.environ.get("TESTS") == "all" else CHOSEN, ids=str)
def machine_kind(request):
    return request.param


@pytest.fixture(scope="module")
def debug(machine_kind):
    """debug("ps", "threads"): what gdb answers to these commands, on a machine of this kind."""
    return partial(Debugged, configuration=machine_kind)


def last_line(answer):
    return answer.splitlines()[-1]


# --- stepping, and the line at each stop ---


@pytest.fixture(scope="module")
def road(debug):
    """From one system call of hello to the next, there and back; and to its end."""
    return debug(
        "ubreak hello main",
        ("to main", "continue"),
        ("not at an ecall", "into"),
        ("not in the kernel", "out"),
        ("frame in the program", "frame trap"),
        ("to write", "next-ecall"),
        "syscall",
        "set $ecall = $pc",
        ("into write", "into"),
        ("frame that is not yet whole", "frame trap"),
        "cause",
        ("into the kernel", "into"),
        "tbreak dispatch",
        ("to the switch", "continue"),
        ("frame in the kernel", "frame trap"),
        ("out of write", "out"),
        "print $pc - $ecall",
        "print $a0",
        "set banner off",
        ("to exit", "next-ecall"),
        "set banner on",
        ("into exit", "into"),
        ("out of exit", "out"),
        "frame function scheduler::exit_thread",
        "frame 0",
    )


@pytest.mark.quick
def test_from_one_ecall_to_the_next_there_and_back(road, machine_kind):
    """next-ecall, into and out, wherever the program makes its calls; each stop ends with a line that says where."""
    kernel = LETTER[machine_kind.mode]
    assert re.fullmatch(r"\[U\] hart \d pid 3 hello main\+0", last_line(road["to main"]))
    assert road["to write"].count("[U]") == 1
    assert re.search(r"^=> 0x\w+ <write\(.*\)\+\d+>:\tecall\n\[U\] hart \d pid 3 hello write\+\d+$", road["to write"], re.M)
    assert road["syscall"].startswith("4 write(fd=1, ")
    assert re.search(rf"^trap_vector \(\) .*\n.*\n\[{kernel}\] hart \d pid 3 hello trap_vector\+0$", road["into write"], re.M)
    assert re.search(rf"^\[{kernel}\] hart \d pid 3 hello dispatch\+\d+$", road["to the switch"], re.M)
    assert re.fullmatch(r"\[U\] hart \d pid 3 hello write\+\d+", last_line(road["out of write"]))
    assert road["out of write"].count("hart") == 1
    assert road.number("print $pc - $ecall") == 4
    assert road.number("print $a0") == len("hello\n")


def test_out_tells_of_a_thread_that_does_not_come_back(road):
    assert "this thread of process 3 (hello) ends" in road["out of exit"]
    assert "scheduler::exit_thread ()" in road["out of exit"]


def test_stepping_says_what_is_wrong(road):
    assert "next-ecall leads to one" in road["not at an ecall"]
    assert "next-ecall and into lead to the kernel" in road["not in the kernel"]
    assert "out leads back to the program" in road["into the kernel"]


def test_the_line_at_each_stop_can_be_turned_off(road):
    assert "hart" not in road["to exit"] and "_exit" in road["to exit"]
    assert "hart" in road["into exit"]


# --- the trap frame ---


def test_the_trap_frame_in_words(road):
    """Call, mode, interrupts, where it goes on, and the registers as the program had them."""
    frame = road["frame in the kernel"]
    assert re.search(r"^system call 4 write\(fd=1, bytes=0x\w+, count=6\), of pid 3 hello$", frame, re.M)
    assert "it came from user mode, with interrupts on" in frame
    assert re.search(r"^  it goes on at 0x\w+, write\+\d+, behind the ecall$", frame, re.M)
    assert re.search(r"  a0 0{15}4   a1 0{15}1 ", frame) and re.search(r"  a3 0{15}6 ", frame)
    assert "environment call from user mode, and trap_vector is still saving" in road["frame that is not yet whole"]
    assert "no trap is under way" in road["frame in the program"]
    assert road["cause"] == "exception 8: environment call from user mode\n"


def test_frame_is_still_gdbs_own(road):
    """With every argument that gdb knows: a command of ours has only its own word."""
    assert re.search(r"^#\d+ .*scheduler::exit_thread", road["frame function scheduler::exit_thread"], re.M)
    assert road["frame 0"].startswith("#0 ")


# --- what the kernel knows: as the shell shows it ---


@pytest.fixture(scope="module")
def agreement(debug):
    """The shell's tools, and gdb at the moment at which each of them asks the kernel. The outer shell has waited for the inner
    one for long by then, as busy as this computer may be."""
    return debug(
        ("ps at first", "ps"),
        ("vmmap at first", "vmmap"),
        ("syscall at first", "syscall"),
        "break sys_process_list if count > 0",
        ("to ps", "continue"),
        "ps",
        "ps 2",
        "threads",
        "kbt 2",
        "kbt 4",
        "kbt 77",
        "kbt",
        "files",
        "files 77",
        "set $files = &first_process->files",
        "set variable $files->more_[2].object_ = &$files->first_",
        ("far files", "files 1"),
        "set variable $files->more_[2].object_ = 0",
        "locks",
        "walk $sp",
        "set $second = all_processes.head_.next->next",
        "set $third = $second->next",
        "print all_processes",
        "set variable $second->next = all_processes.head_.next",
        ("ps in circles", "ps"),
        ("list in circles", "print all_processes"),
        "set variable $second->next = 0",
        ("ps broken off", "ps"),
        "set variable $second->next = $third",
        "print first_process->directory.inode_",
        "print first_process->space",
        "print process_tree",
        "print first_process->umask",
        "print (Errno)2",
        "print (Errno)200",
        "print (CallNumber)4",
        "tbreak state_of",
        ("to a place with a lock", "continue"),
        ("locks that are held", "locks"),
        "break sys_memory_list",
        ("to vmmap 1", "continue"),
        "vmmap 1",
        "vmmap 77",
        "vmmap no",
        ("to vmmap 2", "continue"),
        "vmmap 2",
        "break sys_kernel_log",
        ("to dmesg", "continue"),
        "dmesg",
        "delete",
        ("to the end", "continue"),
        "console",
        ("after the end", "ps"),
        run="sh -c 'ps; vmmap 1; vmmap 2; dmesg'",
    )


def test_ps_shows_what_the_shells_ps_shows(agreement):
    """Every row, to the last digit; of one that runs, time and memory go on meanwhile."""
    rows = [row.split() for row in agreement["ps"].splitlines()]
    head = agreement["ps"].splitlines()[0]
    shown = [row.split() for row in agreement["console"].partition(head)[2].splitlines()[1 : len(rows)]]
    assert [row[-1] for row in rows[1:]] == ["init", "sh", "sh", "ps"] and rows[1][3] == rows[2][3] == "S", agreement.output
    for row, shells in zip(rows[1:], shown, strict=True):
        assert row == shells or row[3] == "R" and (row[:3], row[6:]) == (shells[:3], shells[6:]), agreement.output


@pytest.mark.parametrize("command", ["vmmap 1", "vmmap 2"])
def test_vmmap_shows_what_the_shells_vmmap_shows(agreement, command):
    assert agreement[command].count("stack") == 1 and agreement[command].count("\n") >= 5
    assert agreement[command] in agreement["console"], agreement.output


def test_dmesg_shows_what_the_shells_dmesg_shows(agreement):
    assert agreement["dmesg"].startswith("Stile: ")
    assert agreement["console"].endswith(agreement["dmesg"]), agreement.output


def test_threads_tell_where_each_one_waits(agreement, machine_kind):
    threads = agreement["threads"].splitlines()
    assert re.fullmatch(r"    1     1 blocked +\d +\d+\.\d{3} init +wait_for_child", threads[1])
    assert re.fullmatch(rf"    4     4 running +\d .* ps +\[{LETTER[machine_kind.mode]}\] sys_process_list\+\d+", threads[4])
    assert len([thread for thread in threads if " idle " in thread]) == machine_kind.cpus


def test_the_backtrace_of_a_sleeping_thread(agreement):
    """Through the kernel, by gdb's own means, and on in a program that does not run here."""
    assert agreement["kbt 2"].startswith("thread 2 of process 2 (sh), sleeping\n#0 ")
    road = ("switch_away", "block", "WaitQueue::wait", "wait_for_child", "sys_waitpid", "dispatch", "trap_handler")
    names = "|".join((*road, "trap_vector", "waitpid", "main", "_start"))
    frames = re.findall(rf"^#\d+ .*?\b({names}) \(", agreement["kbt 2"], re.M)
    assert frames == [*road, "trap_vector", "waitpid", "main", "_start"], agreement["kbt 2"]
    assert "running on hart" in agreement["kbt 4"]


def test_files_tell_what_each_descriptor_means(agreement):
    assert re.search(r"^   0 r[-w]  0x\w{16} the console device$", agreement["files"], re.M)
    numbers = [int(line.split()[0]) for line in agreement["far files"].splitlines()[1:]]
    assert numbers and numbers == [*range(len(numbers) // 2), *(192 + number for number in range(len(numbers) // 2))]


def test_locks_tell_which_one_is_held(agreement, machine_kind):
    """Other harts may hold one at any moment."""
    assert "held now: process tree\n" in agreement["locks that are held"]
    assert agreement["locks"] == "no lock is held now\n" or machine_kind.cpus > 1


def test_walk_says_that_a_program_cannot_reach_the_kernel(agreement, machine_kind):
    why = "it has no memory there" if machine_kind.mode == "machine" else "the kernel's own"
    assert why in agreement["walk $sp"]


def test_a_damaged_list_ends_with_a_word(agreement):
    """After what can be reached; nothing goes round for ever."""
    rows = agreement["ps"].splitlines()
    circle = agreement["ps in circles"].splitlines()
    assert circle[:3] == rows[:3] and re.match(r"the list of all processes is damaged: after 2 it comes back to 0x", circle[3])
    assert "damaged: after 2" in agreement["list in circles"]
    assert agreement["ps broken off"].splitlines()[3] == "the list of all processes is damaged: it breaks off after 2"


def test_values_are_shown_in_words(agreement):
    assert re.search(r"= List<Process> = \{(?:\s*0x\w+,?){4}\s*\}$", agreement["print all_processes"])
    assert re.search(r"= Ref<Inode>\(0x\w+\)$", agreement["print first_process->directory.inode_"])
    assert re.search(r"= Ref<AddressSpace>\(0x\w+\)$", agreement["print first_process->space"])
    assert re.search(r"= Spinlock\((free|held)\)$", agreement["print process_tree"])
    assert agreement["print first_process->umask"].endswith("= 18\n")
    assert agreement["print (Errno)2"].endswith("= Errno::noent\n")
    assert agreement["print (Errno)200"].endswith("= Errno(200)\n")
    assert agreement["print (CallNumber)4"].endswith("= call_write\n")


def test_commands_say_what_is_wrong(agreement, machine_kind):
    """Before there is a process, for a number that nobody has, for what is no number, and when the machine has ended."""
    too_early = "OpenSBI" if machine_kind.mode == "supervisor" else "still booting"
    for command in ("ps at first", "vmmap at first", "syscall at first"):
        assert too_early in agreement[command], agreement[command]
    for command in ("kbt 77", "files 77", "vmmap 77"):
        assert agreement[command] == "no process has the number 77: ps shows those that there are\n"
    assert "usage: ps" in agreement["ps 2"] and "usage: kbt PID" in agreement["kbt"]
    assert agreement["vmmap no"].startswith("no is no number of a process")
    assert "Python" not in agreement.output and "Traceback" not in agreement.output
    assert agreement["after the end"].startswith("no machine is attached, or it has ended")


@pytest.fixture(scope="module")
def watched():
    """A kernel that watches its locks, and the program that shows how they are used."""
    make("DEBUG=1", "all")
    return Debugged(
        "tbreak state_of",
        ("to a place with a lock", "continue"),
        ("locks that are held", "locks"),
        "break sys_lock_list",
        ("to locks", "continue"),
        ("before", "locks"),
        "finish",
        ("after", "locks"),
        "delete",
        ("to the end", "continue"),
        "console",
        run="ps; locks",
        configuration=Configuration("debug-class"),
    )


def test_locks_show_what_the_shells_locks_shows(watched):
    """Every rank. What the kernel does between gdb's two looks and the shell's counts, too."""
    head = watched["before"].splitlines()[0]
    shown = watched["console"][watched["console"].index(head) :].splitlines()[1:]
    before, after = (watched[name].splitlines()[1:] for name in ("before", "after"))
    assert len(shown) == 23 and len(before) == len(after) == 24  # the last line is about what is held
    for low, row, high in zip(before, shown, after):
        assert low[:18] == row[:18] == high[:18]
        taken, waited, longest = ([int(line[18:].split()[column]) for line in (low, row, high)] for column in range(3))
        assert all(values == sorted(values) for values in (taken, waited, longest)), watched.output
        assert low != high or row.rstrip() == low, watched.output


def test_a_kernel_that_watches_its_locks_knows_who_holds_them(watched):
    held = last_line(watched["locks that are held"])
    assert re.fullmatch(r"held now: process tree, by hart 0, since list_processes\+\d+", held)
    assert last_line(watched["before"]) == "no lock is held now"


# --- what steps do, and what is not as it should be ---


def test_steps_may_pass_over_traps_and_may_meet_interrupts():
    """An interrupt that waits while a program is stepped comes when it is let in. In supervisor mode gdb can ask for one."""
    answers = Debugged(
        *("ubreak hello main", "continue", "stepirq", "set $sip = 2", ("held back", "stepi"), "stepirq on"),
        *(("let in", "stepi"), "cause", "frame trap", "stepirq off", ("back", "out")),
        *("next-ecall", "set $ecall = $pc", "steptraps off", ("passed over", "stepi"), "print $pc - $ecall"),
        *("steptraps on", "steptraps perhaps", "stepirq perhaps"),
        configuration=Configuration(mode="supervisor"),
    )
    assert answers["stepirq"] == answers["stepirq off"] == "interrupts are held back while stepping\n"
    assert answers["stepirq on"] == "interrupts may come while stepping\n"
    assert last_line(answers["held back"]).startswith("[U]")
    assert "trap_vector ()" in answers["let in"], answers.output
    assert answers["cause"] == "interrupt 1: supervisor software interrupt\n"
    assert answers["frame trap"].startswith("supervisor software interrupt, and trap_vector is still saving")
    assert re.fullmatch(r"\[U\] hart 0 pid 3 hello main\+\d+", last_line(answers["back"]))
    assert answers["steptraps off"] == "steps pass over traps\n" and answers["steptraps on"] == "steps go through traps\n"
    assert last_line(answers["passed over"]).startswith("[U]")
    assert answers.number("print $pc - $ecall") == 4
    assert answers["steptraps perhaps"].startswith("usage: ") and answers["stepirq perhaps"].startswith("usage: ")


def test_syscalls_shows_the_table():
    answers = Debugged("syscalls", "syscalls descriptor", "syscalls no such word")
    assert len(re.findall(r"^ *\d+ \w+ \w+\(.*\)$", answers["syscalls"], re.M)) > 70
    assert "  4 usize write(Fd fd, In<char> bytes, usize count)\n" in answers["syscalls"]
    assert " close(Fd fd)\n" in answers["syscalls descriptor"] and " getpid()" not in answers["syscalls descriptor"]
    assert answers["syscalls no such word"] == "no call has the word no such word in its row\n"


def test_a_kernel_other_than_that_of_the_symbols_is_told_of():
    other = Debugged("print $pc", qemu=debug_qemu(Configuration(mode="supervisor")))
    assert other.output.count("The machine runs another kernel than ") == 1
    assert "another kernel" not in Debugged("print $pc").output


def test_a_gdb_without_python_is_refused(tmp_path):
    gdb = tmp_path / "gdb"
    gdb.write_text("#!/bin/sh\necho 'Python scripting is not supported in this copy of GDB.' >&2\n")
    gdb.chmod(0o755)
    session = subprocess.run(
        session_command(), stdin=subprocess.DEVNULL, capture_output=True, text=True, env=clean_environment(GDB=gdb)
    )
    assert session.returncode == 1
    assert f"{gdb} has no Python" in session.stderr and "setup.sh gdb" in session.stderr


def test_the_causes_of_traps_have_the_kernels_names():
    """gdb must know them without asking a kernel."""
    sys.path.insert(0, str(ROOT / "scripts/gdb"))
    import csr_fields

    named = re.findall(r'return "(.*?)";', (ROOT / "kernel/arch/cause.cpp").read_text())
    assert list(csr_fields.EXCEPTIONS.values()) == named[: len(csr_fields.EXCEPTIONS)]
    assert csr_fields.cause_in_words(10) == csr_fields.cause_in_words(1 << 62) == named[-1]
