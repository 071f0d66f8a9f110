# tests/system/test_console.py: the terminal under abuse: interrupts, the end of input, junk, endless lines.

import random
import re
import time

import pytest

from harness import TIME_LIMIT, wait_until
from screen import Screen

CTRL_C, CTRL_D, CTRL_U, CTRL_W, BACKSPACE = "\x03", "\x04", "\x15", "\x17", "\x7f"

# What runs until somebody stops it, each in its own way.
RUNAWAYS = [
    "/lessons/spin",  # a loop of instructions
    "while true; do :; done",  # the shell itself
    "while true; do true; done",
    "sh -c 'while true; do /bin/true; done'",  # ever new processes
    "while true; do /bin/true; done",
    "sleep 100000",  # asleep
    "cat",  # waits for a line
    "cat | cat | cat",  # a group of three
    "cat /dev/zero > /dev/null",  # inside of system calls
    "yes > /dev/null",
    "yes | cat > /dev/null",
    "yes",  # the screen is full of it
    "f() { f; sleep 1; f; }; g() { while true; do :; done; }; g",
    "sleep 100 | sleep 100; echo not this",
    "for i in 1 2 3; do sleep 1000; done",
    "wait_for_it() { /lessons/spin & wait; }; wait_for_it",
    "(while true; do :; done)",
    "echo $(cat)",
]


SOON = 6  # seconds, after which one tries again


def interrupt(machine):
    """Ctrl-C, when the program has had time to start, and again if it was too early; what was shown until the
    prompt, and $? there."""
    for _ in range(TIME_LIMIT // SOON):
        time.sleep(0.3)
        machine.type(CTRL_C)
        shown = machine.wait_for_prompt(within=SOON)
        if shown is not None:
            break
    else:
        raise AssertionError(f"Ctrl-C does not end it; the console:\n{machine.console[-4000:]}")
    machine.type("echo it ended by $?\r")  # whatever prompts more than one Ctrl-C may have made
    machine.expect_pattern(r"it ended by (\d+)\r\n")
    status = int(machine.found.split()[-1])
    machine.wait_for_prompt()
    return shown, status


def programs(machine):
    """The names of those that run, by pid."""
    table = machine.enter("ps").splitlines()
    heading = next(line for line in table if line.split()[:1] == ["PID"])
    rows = [line.split() for line in table[table.index(heading) + 1 :]]
    return {int(row[0]): row[-1] for row in rows if row and row[0].isdigit()}  # else a word about a job


def wait_for_program(machine, pid, name):
    """On several harts the prompt may be there before the shell's child has become the program."""
    wait_until(lambda: programs(machine)[pid] == name)


@pytest.mark.every_configuration
@pytest.mark.parametrize("command", RUNAWAYS)
def test_ctrl_c_ends_a_runaway(shell, command):
    """The program, or all of the group; not the shell. Nothing of the group is left."""
    shell.at_prompt = False
    shell.type(command + "\r")
    shell.expect("\r\n")
    shown, status = interrupt(shell)
    assert "^C" in shown
    assert "not this" not in shown
    assert status == 130
    if "&" in command:
        shell.enter("kill -9 $!; wait")  # until it is gone
    assert set(programs(shell).values()) <= {"init", "sh", "ps"}, shell.enter("ps")


@pytest.mark.every_configuration
def test_background_jobs_go_on_and_are_told_of(shell):
    shell.at_prompt = False
    shell.type("sleep 100000 &\r")
    number, pid = map(int, re.search(r"\[(\d+)\] (\d+)\n", shell.wait_for_prompt()).groups())
    wait_for_program(shell, pid, "sleep")
    assert shell.enter("jobs").startswith(f"[{number}]+  Running ")
    shell.at_prompt = False
    shell.type(CTRL_C)  # at the prompt: not for those in the background
    shell.wait_for_prompt()
    assert programs(shell)[pid] == "sleep"
    told = [shell.enter(f"kill {pid}")]  # and before one of the next prompts, what has become of it
    end = rf"\[{number}\]\+  Terminated +sleep 100000\n"
    wait_until(lambda: re.search(end, "".join(told)) or told.append(shell.enter("true")))
    assert pid not in programs(shell)


def test_a_spinning_background_job_does_not_stop_the_shell(shell):
    """Preemption: on one hart, with three programs that never let go."""
    shell.enter("/lessons/spin & /lessons/spin & /lessons/spin &")
    assert shell.run("echo still here") == (0, "still here\n")
    spinning = [str(pid) for pid, name in programs(shell).items() if name == "spin"]
    assert len(spinning) == 3
    shell.enter(f"kill {' '.join(spinning)}")
    shell.enter("wait")
    assert "spin" not in programs(shell).values()


def test_kill_says_what_is_wrong(shell):
    for line, complaint in {
        "kill 99999": "No such process",
        "kill 1": "Operation not permitted",
        "kill -9 1": "Operation not permitted",
        "kill x": "x",
        "kill -NOSUCH 2": "NOSUCH",
        "kill": "usage",
    }.items():
        status, output = shell.run(line)
        assert status != 0 and complaint in output and "kill" in output, (line, status, output)
    assert shell.run("echo init lives")[1] == "init lives\n"


def test_what_is_typed_for_a_program_is_edited_as_a_line(shell):
    """The kernel's own line discipline: backspace takes a whole character, and as many columns as it has."""
    shell.at_prompt = False
    shell.type("cat\r")
    shell.expect("\r\n")
    start = len(shell.console)
    shell.type("你好吗" + BACKSPACE + "世x" + BACKSPACE + "界\r")
    shell.expect("\n你好世界\r\n")
    assert Screen(shell.console[start:]).lines[:2] == ["你好世界", "你好世界"]
    start = len(shell.console)
    shell.type("one 二 drei" + CTRL_W + "three" + BACKSPACE * 100 + "nothing" + CTRL_U + "all\r")
    shell.expect("\nall\r\n")
    assert Screen(shell.console[start:]).lines[:2] == ["all", "all"]
    shell.type("no newline" + CTRL_D + CTRL_D)
    assert shell.wait_for_prompt() == "no newlineno newline"


def test_ctrl_d_is_the_end_of_input(shell):
    shell.at_prompt = False
    shell.type("wc -l\r")
    shell.expect("\r\n")
    shell.type("one\rtwo\r" + CTRL_D)
    assert shell.wait_for_prompt().split()[-1] == "2"


@pytest.mark.parametrize("length", [4095, 4096, 4097, 20_000])
def test_a_line_longer_than_any_buffer_at_the_prompt(shell, length):
    """It arrives whole, or what is too much is refused; either way the shell goes on."""
    shell.at_prompt = False
    shell.type("echo ")
    shell.type("x" * length)
    shell.type("\r")
    shown = shell.wait_for_prompt()
    printed = shown.rstrip("\n").rpartition("\n")[2]
    assert set(printed) <= {"x"} and len(printed) in range(4000, length + 1), printed[-200:]
    assert shell.run("echo fine") == (0, "fine\n")


@pytest.mark.parametrize("length", [4095, 4096, 4097, 20_000])
def test_a_line_longer_than_any_buffer_for_a_program(shell, length):
    shell.at_prompt = False
    shell.type("wc -c\r")
    shell.expect("\r\n")
    shell.type("x" * length)
    shell.type("\r" + CTRL_D)
    counted = int(shell.wait_for_prompt().split()[-1])
    assert counted == min(length, 4096) + 1
    assert shell.run("echo fine") == (0, "fine\n")


def junk():
    """All bytes, up and down, and 64 KiB without order."""
    yield bytes(range(256))
    yield bytes(reversed(range(256)))
    yield random.Random(1).randbytes(64 << 10)


def settle(machine):
    """Gets back to an empty prompt, wherever junk has led; then everything must work as ever."""
    machine.at_prompt = False
    for turn in range(TIME_LIMIT // SOON):  # keys are refused while more are waiting than the machine can keep
        machine.type(CTRL_C + CTRL_C + CTRL_U + f"\recho SETT''LED-{turn}\r")
        if machine.expect(f"SETTLED-{turn}\r\n", within=SOON) is not None:
            machine.wait_for_prompt()
            return
    raise AssertionError(f"the shell does not come back; the console:\n{machine.console[-4000:]}")


@pytest.mark.every_configuration
@pytest.mark.parametrize("number", [0, 1, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.parametrize("enter", [False, True], ids=["without enter", "with enter"])
def test_junk_at_the_prompt(machine, number, enter):
    data = list(junk())[number]
    if not enter:
        data = data.replace(b"\r", b"").replace(b"\n", b"")
    machine.type(data)
    settle(machine)
    assert "panic" not in machine.console
    assert machine.run("echo $((6 * 7)) 你好") == (0, "42 你好\n")


@pytest.mark.parametrize("number", range(3))
def test_junk_for_a_program(machine, number):
    """A program gets what can be text, and is interrupted by the Ctrl-C that is among the junk."""
    machine.at_prompt = False
    machine.type("cat > /dev/null\r")
    machine.expect("\r\n")
    machine.type(list(junk())[number])
    settle(machine)
    assert "panic" not in machine.console
    assert machine.run("echo $((6 * 7)) 你好") == (0, "42 你好\n")


def test_binary_output_does_no_harm(shell):
    """What a program prints is not the kernel's business: all bytes come through."""
    shell.at_prompt = False
    shell.type("head -c 4096 /dev/random\r")
    shell.wait_for_prompt()
    assert shell.run("echo fine") == (0, "fine\n")
