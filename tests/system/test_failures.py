# tests/system/test_failures.py: memory or the disk fails when the boot arguments say so, and nothing worse comes of it.

import os
import re

import pytest

# What is done while one allocation fails: pipes, programs, descriptors, copies on write. Programs that leave nobody behind if they give up.
WORK = (
    "ls -l /bin | sort | head -n 3; cat /etc/motd | grep -c e; echo $(seq 3) | (read x; echo $x); "
    "for t in descriptors libc_stdio fork_memory; do /tests/$t > /dev/null; done"
)
# Each time all memory must come back; the second time nothing fails any more.
TWICE = f"/tests/afterwards /bin/sh -c '{WORK}'; /tests/afterwards /bin/sh -c '{WORK}'"

# In the first program's first steps, in the shell's, in the work; and when that is over. With `make test-all` (tests/run.py
# says so) more of them.
STEP = 130 if os.environ.get("TESTS") == "all" else 390
ALLOCATIONS = (1, 2, 5, 12, 30, 61, 85, 103, *range(130, 2600, STEP))


@pytest.mark.exists_in(cpus=1)  # docs/testing.md has the reason
@pytest.mark.parametrize("number", ALLOCATIONS)
def test_an_allocation_fails(batch, number):
    """[0.9] A program may get ENOMEM, and end for that; the kernel goes on, and loses nothing."""
    done = batch(TWICE, options=f"fail=memory:{number}")
    points = done.console.count("\nok 1 - nothing is left behind\n")
    assert "panic" not in done.console and "not ok" not in done.console, done.console
    if done.status == 127:  # not even a shell
        assert re.search(r"^init: .*Cannot allocate memory$", done.console, re.MULTILINE), done.console
        return
    done.expect_status(0)
    assert done.console.endswith("# /bin/sh: exit status 0\nok 1 - nothing is left behind\n1..1\n"), done.console
    assert points == 2 or "Cannot allocate memory" in done.console or "Bail out!" in done.console, done.console


@pytest.mark.parametrize("source", ["memory:every:997", "memory:every:307", "device:every:97"])
def test_again_and_again(batch, source):
    """Whatever becomes of the programs, the kernel goes on to the end."""
    done = batch(TWICE, options=f"fail={source}")
    assert done.status != 99 and "panic" not in done.console, done.console
    assert "not ok 1 - nothing is left behind" not in done.console, done.console


def test_a_disk_that_fails_now_and_then(batch):
    """[0.9] Every call that reads the disk answers EIO. Should the program itself not be read, it is started again."""
    command = "for again in 1 2 3 4 5; do /tests/broken_disk failing && exit; done; exit 1"
    done = batch(command, options="fail=device:every:400").expect_status(0)
    assert "ok 1 - each call that reads the disk answers EIO" in done.console, done.console


@pytest.mark.parametrize("wish", ["memory", "memory:", "memory:0", "memory:x", "memory:1x", "device:every:", "disk:3", ""])
def test_what_cannot_fail_is_told(batch, wish):
    """With what there is; nothing fails, and the machine goes on."""
    done = batch("echo fine", options=f"fail={wish}").expect_status(0)
    there_is = "this kernel knows memory:N, memory:every:N, device:N and device:every:N"
    assert f"\nfail={wish}: {there_is}\n" in done.console and done.console.endswith("fine\n"), done.console


def test_something_has_to_run(batch):
    """If all memory failed, a page that a program touches would be asked for again for ever."""
    done = batch("echo fine", options="fail=memory:every:1").expect_status(0)
    assert "\nfail=memory:every:1: nothing would run any more; the least is memory:every:2\n" in done.console, done.console


def test_unknown_options_are_told(batch):
    """In one line; those that are known are not."""
    done = batch("echo fine", options="polcy=fair quiet policy=fair crashes countsx").expect_status(0)
    assert "\nboot options that this kernel does not know: polcy=fair quiet crashes countsx\n" in done.console
    assert "do not know" not in batch("true", options="policy=fair").console


def test_variables_among_the_options(batch):
    """They reach every program, but the size of the terminal, which is told the terminal itself."""
    done = batch("env; ls /bin", options="TERM=xterm NAME=a=b LINES=20 COLUMNS=40 policy=fair").expect_status(0)
    assert "do not know" not in done.console
    assert {"TERM=xterm", "NAME=a=b", "PATH=/bin"} <= set(done.console.splitlines()), done.console
    assert "COLUMNS" not in done.console and "LINES" not in done.console
    listing = re.sub(r"\x1b\[[0-9;]*m", "", done.console).split("PATH=/bin")[1]
    widths = [len(line) for line in listing.splitlines()]
    assert 30 < max(widths) <= 40, done.console
