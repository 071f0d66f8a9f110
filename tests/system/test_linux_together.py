# tests/system/test_linux_together.py: programs for Linux and native ones in one shell: pipelines, jobs, and each starts the other.

import pytest

import disks
import linux
from harness import Machine

CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = "\x03", "\x04", "\x1a", "\x1c"
NATIVE = [f"bin/{name}" for name in ("env", "grep", "head", "kill", "ps", "seq", "strace", "tee", "wc", "xargs")]


@pytest.fixture(scope="module")
def disk(configuration, tmp_path_factory):
    return linux.new_disk(configuration, tmp_path_factory.mktemp("disk"), ["tool"], NATIVE)


@pytest.fixture(scope="module")
def shell(configuration, disk):
    """One machine for all tests of this file: a test that fails makes the next ones fail."""
    with Machine(configuration, more=disks.on_disk(disk)) as machine:
        machine.wait_for_prompt()
        yield machine


PIPELINES = {
    "seq 100 | /data/tool count": "100 lines\n",
    "/data/tool one 'two words' | cat": "<one> <two words>\n",
    "cat /etc/motd | /data/tool capitals | grep DISK | /data/tool count": "1 lines\n",
    "/data/tool capitals </etc/motd | tee /tmp/copy | /data/tool count; cat /tmp/copy": "1 lines\nA DISK\n",
    "/data/tool endless | head -n 2": "line 0\nline 1\n",
    "/data/tool endless | /data/tool capitals | head -n 1": "LINE 0\n",
    "echo in words: $(/data/tool capitals </etc/motd)": "in words: A DISK\n",
    "NAME=value /data/tool environment NAME; env NAME=other /data/tool environment NAME": "value\nother\n",
    "seq 3 | xargs /data/tool": "<1> <2> <3>\n",
    "/data/tool run 'seq 5 | /data/tool count | cat'": "5 lines\n",
    "/data/tool run '/data/tool run \"exit 7\"; echo so: $?; exit 6'; echo then: $?": "so: 7\nthen: 6\n",
    "/data/tool run 'kill -9 $$'; echo $?": "137\n",
    "/data/tool count </dev/null || echo none": "0 lines\nnone\n",
    "strace -o /tmp/trace /data/tool a >/tmp/out; grep -c 'write(1' /tmp/trace; cat /tmp/out": "1\n<a>\n",
}


@pytest.mark.every_configuration
def test_pipelines(shell):
    """[4.7] Both kinds in one pipeline, and what redirections, statuses, the environment and substitution make of them."""
    for line, printed in PIPELINES.items():
        assert shell.enter(line) == printed, line


def start(shell, command, shows):
    """Types a command that goes on, and waits until it has shown something."""
    shell.at_prompt = False
    shell.type(command + "\r")
    shell.expect("\r\n")
    shell.expect(shows)


def press(shell, key):
    """What is shown from then on until the prompt."""
    shell.type(key)
    return shell.wait_for_prompt()


@pytest.mark.every_configuration
def test_a_job_stops_and_goes_on(shell):
    """[4.7] Ctrl-Z, fg, bg and the end of input for a program that reads the terminal through its C library."""
    start(shell, "/data/tool capitals", "")
    shell.type("it reads\r")
    shell.expect("IT READS\r\n")
    assert press(shell, CTRL_Z) == "^Z\n[1]+  Stopped                 /data/tool capitals\n"
    assert shell.enter("echo $?") == "148\n"
    states = [line.split() for line in shell.enter("ps").splitlines()]
    assert [words[3] for words in states if words[-1] == "tool" and words[-2] == "Linux"] == ["T"]
    start(shell, "fg", "/data/tool capitals\r\n")
    shell.type("it goes on\r")
    shell.expect("IT GOES ON\r\n")
    press(shell, CTRL_Z)
    shell.enter("bg")  # where it may not read
    assert "/data/tool capitals" in shell.enter("jobs")
    start(shell, "fg", "/data/tool capitals\r\n")
    press(shell, CTRL_D)
    assert shell.enter("echo $?; jobs") == "0\n"


@pytest.mark.every_configuration
def test_a_job_ends(shell):
    """[4.7] Ctrl-C, Ctrl-Backslash and kill: for a pipeline of both kinds, and for a program that has handlers for them."""
    start(shell, "/data/tool capitals | cat | /data/tool capitals", "")
    shell.type("it reads\r")
    shell.expect("IT READS\r\n")
    assert press(shell, CTRL_Z) == "^Z\n[1]+  Stopped                 /data/tool capitals | cat | /data/tool capitals\n"
    start(shell, "fg", "/data/tool capitals | cat | /data/tool capitals\r\n")
    shell.type("it goes on\r")
    shell.expect("IT GOES ON\r\n")
    press(shell, CTRL_C)
    assert shell.enter("echo $?; jobs") == "130\n"
    start(shell, "/data/tool endless", "line 7\r\n")
    assert "Quit" in press(shell, CTRL_BACKSLASH)
    assert shell.enter("echo $?") == "131\n"
    start(shell, "/data/tool listen", "listening\r\n")
    for key, name in ((CTRL_C, "INT"), (CTRL_BACKSLASH, "QUIT")):
        shell.type(key)
        shell.expect(f"{name}\r\n")
    press(shell, CTRL_Z)
    start(shell, "fg", "CONT\r\n")
    press(shell, CTRL_Z)
    shell.enter("bg")
    shell.enter("kill %1; wait")
    assert shell.enter("jobs") == ""
