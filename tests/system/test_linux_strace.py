# tests/system/test_linux_strace.py: programs for Linux ask for the same here as under qemu-riscv64, and get the same answers.

import difflib
import errno
import re

import pytest

import linux

# Each of one process with one thread: of more, neither the order nor the lines are always the same.
PROGRAMS = ("heap", "numbers", "stdio")

# What they answer are numbers of processes, and lengths of paths, of which some are outside of the tests' own folder.
NUMBERS = ("set_tid_address", "getpid", "gettid", "readlinkat", "getcwd")


def answer(name, result):
    """What a call has answered, but for what differs from machine to machine: numbers of processes, and addresses."""
    if name == "rt_sigreturn":
        return "?"  # the register that it restores
    if result.isdigit() and name in NUMBERS:
        return "number"
    if re.fullmatch(r"0[0-7]+", result):
        return str(int(result, 8))  # permissions
    return "place" if result.startswith("0x") or (result.isdigit() and len(result) > 9) else result


def calls_there(text):
    """Each call of the first process, and what it got, as `read = 5`; and each signal. The end is not told of."""
    calls = []
    for line in text.splitlines():
        if called := re.fullmatch(r"(\d+) (\w+)\(.*\) = (?:-1 errno=(\d+) \(.*\)|(\S+).*)", line):
            process, name, error, result = called.groups()
            calls.append((process, f"{name} = {answer(name, result or errno.errorcode.get(int(error)) or error)}"))
        elif signal := re.match(r"--- (SIG\w+) \{", line):
            calls.append((calls[-1][0], signal[1]))
    return [call for process, call in calls if process == calls[0][0]]


def calls_here(text):
    """The same of what our strace shows."""
    calls = []
    for line in text.splitlines():
        if called := re.fullmatch(r"(\w+)\(.*\) = (?:-1 (E\w+) \(.*\)|(\S+).*)", line):
            name, error, result = called.groups()
            calls.append(f"{name} = {answer(name, error or result)}")
        elif signal := re.fullmatch(r"--- (SIG\w+) ---", line):
            calls.append(signal[1])
    return [call for call in calls if not call.startswith(("execve = ", "exit_group = "))]


@pytest.fixture(scope="module")
def here(configuration, tmp_path_factory):
    """The trace of each, in one machine."""
    place = tmp_path_factory.mktemp("here")
    image = linux.new_disk(configuration, place, PROGRAMS, ("bin/strace",))
    traces = linux.run_here(configuration, image, place, PROGRAMS, before="strace -o /tmp/trace", what="/tmp/trace")
    return {name: calls_here(trace) for name, (_, trace) in traces.items()}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_calls_as_on_linux(here, tmp_path, name):
    """[4.7] [3.4] Call by call, the name and the answer, as both straces tell them."""
    _, _, trace = linux.on_linux(name, tmp_path / name, "-strace")
    there = calls_there(trace)
    assert len(there) > 50
    different = "\n".join(difflib.unified_diff(there, here[name], "there", "here", n=2, lineterm=""))
    assert not different, different
