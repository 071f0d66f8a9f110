# tests/system/test_top.py: top: who is busy, in text and on the screen, and the terminal afterwards.

import re

import pytest

HEAD = r"up \d+ s, \d+ of \d+ KiB free, \d+ processes, \d+ threads, \d+ open files\n(\d) harts? busy:((?: +\d+\.\d%)+)\n"
ROW = re.compile(r"^ *(\d+) +\d+ [RST] +-?\d +(\d+)\.\d% +\d+\.\d{3} (\S+)$", re.MULTILINE)


def test_as_text(shell):
    """One that spins is at the top; all processes are there; each turn is complete."""
    status, output = shell.run("/lessons/spin & top -b -n 2; kill $!")
    assert status == 0
    turns = output.split("up ")[1:]
    assert len(turns) == 2
    for turn in turns:
        head = re.match(HEAD, "up " + turn)
        assert head and len(head[2].split()) == int(head[1]), output
        rows = ROW.findall(turn)
        assert {"init", "sh", "top"} <= {name for _, _, name in rows}, output  # the fourth is not yet spin, at first
        shares = [int(share) for _, share, _ in rows]
        assert shares == sorted(shares, reverse=True), output
    assert ROW.findall(turns[1])[0][2] == "spin", output


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_on_the_screen(machine, key):
    """A key is taken at once; afterwards the shell goes on."""
    machine.type("top\r")
    machine.expect("PID S HART")
    machine.expect("PID S HART")
    machine.type(" ")
    machine.expect("PID S HART")
    machine.type(key)
    machine.wait_for_prompt()
    assert machine.run("echo it works") == (0, "it works\n")


@pytest.mark.parametrize("arguments", ["-n 0", "-n x", "-n", "-x", "name"])
def test_refuses_what_it_does_not_know(shell, arguments):
    status, output = shell.run(f"top {arguments}")
    assert status == 2 and "usage: top" in output
