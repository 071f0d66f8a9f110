# tests/system/test_jobs.py: jobs at the terminal: Ctrl-Z, Ctrl-\, Ctrl-T, fg, bg, and who gets what is typed.

import re

import pytest

from harness import wait_until

CTRL_C, CTRL_D, CTRL_T, CTRL_Z, CTRL_BACKSLASH = "\x03", "\x04", "\x14", "\x1a", "\x1c"


def start(shell, command, shows=None):
    """Types a command that goes on, and waits until it runs: until it shows something, or else reads what is typed."""
    shell.at_prompt = False
    shell.type(command + "\r")
    shell.expect("\r\n")
    if shows is not None:
        return shell.expect(shows)
    shell.type("it reads\r")
    return shell.expect("\r\nit reads\r\n")


def press(shell, key):
    """What is shown from then on until the prompt."""
    shell.type(key)
    return shell.wait_for_prompt()


def states(shell):
    """The states of programs, as ps shows them, by name."""
    lines = [line.split() for line in shell.enter("ps").splitlines()]
    return {line[7]: line[3] for line in lines if len(line) == 8 and line[0].isdigit()}


@pytest.mark.every_configuration
def test_ctrl_z_stops_and_fg_goes_on(shell):
    start(shell, "cat")
    assert press(shell, CTRL_Z) == "^Z\n[1]+  Stopped                 cat\n"
    assert shell.enter("echo $?") == "148\n"
    assert states(shell)["cat"] == "T"
    assert shell.enter("jobs") == "[1]+  Stopped                 cat\n"
    shell.at_prompt = False
    shell.type("fg\r")
    shell.expect("\r\ncat\r\n")
    shell.type("and it goes on\r")
    shell.expect("\r\nand it goes on\r\n")
    press(shell, CTRL_D)
    assert shell.enter("jobs") == ""


@pytest.mark.every_configuration
def test_a_stopped_pipeline_is_one_job(shell):
    start(shell, "cat | cat | cat")
    assert press(shell, CTRL_Z) == "^Z\n[1]+  Stopped                 cat | cat | cat\n"
    assert shell.run("fg %7")[0] == 1
    shell.at_prompt = False
    shell.type("fg %1\r")
    shell.expect("\r\ncat | cat | cat\r\n")
    shell.type("and it goes on\r")  # what is typed next is for them, and not for the shell, when this has come through
    shell.expect("\r\nand it goes on\r\n")
    press(shell, CTRL_C)
    assert shell.enter("jobs") == ""
    assert "cat" not in states(shell)


@pytest.mark.every_configuration
def test_bg_lets_a_job_go_on_behind_the_prompt(shell):
    start(shell, "sh -c 'read x; echo got $x; while true; do :; done'", shows="")
    shell.type("it\r")
    shell.expect("got it\r\n")
    press(shell, CTRL_Z)
    assert states(shell)["sh"] == "T"
    assert "&" in shell.enter("bg")
    assert "Running" in shell.enter("jobs")
    shell.enter("kill %1; wait %1")
    assert shell.enter("jobs") == ""


def test_the_rest_of_a_line_is_dropped_with_ctrl_z(shell):
    start(shell, "for i in 1 2 3; do cat; echo not this; done")
    assert "not this" not in press(shell, CTRL_Z)
    assert shell.enter("jobs") == "[1]+  Stopped                 cat\n"
    shell.enter("kill -KILL %1; wait %1")


def test_ctrl_z_does_nothing_to_a_substitution(shell):
    start(shell, "echo $(echo begin >&2; cat) and the rest", shows="begin\r\n")
    shell.type(CTRL_Z + "it goes on\r")
    shell.expect("^Z\r\nit goes on\r\n")
    assert press(shell, CTRL_D) == "it goes on and the rest\n"
    assert shell.enter("jobs") == ""


@pytest.mark.every_configuration
def test_who_reads_in_the_background_is_stopped(shell):
    shell.enter("cat &")
    wait_until(lambda: "tty input" in shell.enter("jobs"))
    assert shell.enter("jobs") == "[1]+  Stopped (tty input)     cat\n"
    shell.at_prompt = False
    shell.type("fg\r")
    shell.expect("\r\ncat\r\n")
    shell.type("now\r")
    shell.expect("\r\nnow\r\n")
    press(shell, CTRL_D)


def test_ctrl_backslash_quits(shell):
    start(shell, "cat")
    assert press(shell, CTRL_BACKSLASH) == "^\\\nQuit\n"
    assert shell.enter("echo $?") == "131\n"


@pytest.mark.every_configuration
def test_the_keys_do_nothing_to_the_shell(shell):
    """At the prompt, and while it works itself."""
    shell.at_prompt = False
    shell.type(CTRL_Z + CTRL_BACKSLASH + "echo alive\r")
    shell.expect("alive\r\n")
    shell.wait_for_prompt()
    shell.at_prompt = False
    shell.type("pwd; while true; do :; done\r")  # a builtin: the terminal is the shell's all the time
    shell.expect("\r\n/\r\n")
    shell.type(CTRL_Z + CTRL_BACKSLASH)
    press(shell, CTRL_C)
    assert shell.enter("echo $?") == "130\n"


@pytest.mark.every_configuration
def test_ctrl_t_tells_what_goes_on_and_keeps_the_line(shell):
    start(shell, "cat")
    shell.type("half of " + CTRL_T)
    shell.expect_pattern(
        r"half of \r\n\[cat \(pid \d+\) (sleeping|running), ran \d+\.\d{3} s; "
        r"up \d+\.\d{3} s, \d+ KiB free\]\r\nhalf of "
    )
    shell.type("a line\r")
    shell.expect("\r\nhalf of a line\r\n")
    press(shell, CTRL_D)


def test_signals_by_name_at_the_prompt(shell):
    start(shell, "cat")
    press(shell, CTRL_Z)
    shell.enter("kill -CONT %1")
    wait_until(lambda: "tty input" in shell.enter("jobs"))  # it goes on, and wants to read
    shell.enter("kill -STOP %1")
    assert re.search("Stopped.* cat\n", shell.enter("jobs"))
    assert shell.enter("kill -KILL %1; wait %1; echo $?").endswith("137\n")
    names = shell.enter("kill -l").split()
    assert {"STOP", "TSTP", "CONT", "CHLD", "WINCH", "TTIN"} <= set(names)


def test_a_shell_that_stops_itself_goes_on(shell):
    assert shell.run("kill -STOP $$; echo on") == (0, "on\n")


def test_a_stopped_job_can_be_ended(shell):
    start(shell, "cat")
    press(shell, CTRL_Z)
    assert shell.enter("kill %1; wait %1; echo $?") == "Terminated\n143\n"


@pytest.mark.every_configuration
def test_a_closed_pipe_ends_who_writes_quietly(shell):
    assert shell.run("yes | head -1") == (0, "y\n")
    assert shell.run("sh -c 'yes; echo $? >&2' | head -2") == (0, "y\ny\n141\n")


@pytest.mark.every_configuration
def test_what_is_typed_too_early_is_for_the_program(shell):
    """Lines that come before their reader has begun, while the shell still takes each key by itself, are lines: it finds
    as many of them as were typed, however much of them was shown when."""
    shell.at_prompt = False
    shell.type("wc -l\rtoo early\rand on\rand more\r" + CTRL_D)
    shell.expect_pattern(r"\b3\r\n")
    shell.wait_for_prompt()
    assert shell.run("echo it works") == (0, "it works\n")
