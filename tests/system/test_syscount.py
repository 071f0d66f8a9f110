# tests/system/test_syscount.py: syscount: which calls were made, what they answered, and why the kernel was entered.

import re

import pytest

CALL = re.compile(r"^ *(\d+) +(\d+)  (\S+)(?: \((.*)\))?$", re.MULTILINE)
CAUSE = re.compile(r"^ *(\d+)  (\S.*)$", re.MULTILINE)


def calls(output):
    """What the table shows: name to calls, errors, and which these were."""
    return {name: (int(count), int(errors), words) for count, errors, name, words in CALL.findall(output)}


def test_of_a_program(shell):
    """The calls that it made, most of them first, and its status."""
    status, output = shell.run("syscount ls /none")
    table = calls(output)
    assert status == 1 and "ls: /none: No such file or directory" in output
    assert table["fstatat"][1:] == (1, "ENOENT 1"), output
    assert table["execve"] == (1, 0, ""), output
    assert table["fork"] in ((1, 0, ""), (2, 0, "")), output  # the shell's own may be over later, on another hart
    counts = [count for count, _, _ in table.values()]
    assert counts == sorted(counts, reverse=True), output


def test_since_boot(shell):
    """Everything that was counted, that of the shell too."""
    shell.run("cat /none")
    _, output = shell.run("syscount")
    table = calls(output)
    assert table["openat"][1] >= 1 and "ENOENT" in table["openat"][2], output
    assert table["execve"][0] >= 2 and table["exit"][0] >= 1, output


def test_causes(shell):
    """[1.1] Whatever leads into the kernel is counted by its cause, in the manual's words."""
    status, output = shell.run("syscount -t /tests/faulty null-read")
    assert status == 128 + 11
    table = {cause: int(count) for count, cause in CAUSE.findall(output)}
    assert table["load page fault"] >= 1 and table["system call"] >= 3, output
    assert table["store or atomic page fault"] >= 1, output
    _, output = shell.run("syscount -t")
    assert {"timer interrupt", "external interrupt"} <= {cause for _, cause in CAUSE.findall(output)}, output


@pytest.mark.parametrize("arguments, expected", [("-x", 2), ("no-such-program", 127), ("/bin", 126)])
def test_what_it_cannot_do(shell, arguments, expected):
    status, output = shell.run(f"syscount {arguments}")
    assert status == expected and "syscount" in output
