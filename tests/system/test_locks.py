# tests/system/test_locks.py: the kernel that watches its locks (DEBUG=1) finds no fault with itself, and those made on purpose.

import re

import pytest

from harness import Batch, Configuration, make

WATCHING = Configuration("debug-class")

# What uses locks: pipes, fork, signals, the console, the file system; and what fills each of them.
WORK = ("pipes", "fork_memory", "signals", "groups", "descriptors", "sharing", "directories", "preemption", "no_memory")


@pytest.fixture(scope="module")
def watching():
    """Machines with the kernel that watches its locks."""
    built = make("-j2", "DEBUG=1", "all")
    assert built.returncode == 0, built.stdout

    def run(command="true", **named):
        return Batch(WATCHING, command=command, **named)

    return run


def rows(console):
    """The table of `locks`: what each rank shows."""
    table = re.findall(r"^(\S.{17}) +(\d+) +(\d+) +(\d+)  (\S*)$", console, re.MULTILINE)
    return {name.strip(): (int(taken), int(longest), place) for name, taken, _, longest, place in table}


@pytest.mark.parametrize("program", WORK)
def test_no_rule_is_broken(watching, program):
    done = watching(f"/tests/{program}").expect_status(0)
    assert "not ok" not in done.console


def test_every_lock_is_counted(watching):
    """How often, how long, and where: of all that a few commands use."""
    done = watching("ls /bin | wc -l; cat /etc/help > /dev/null; locks").expect_status(0)
    table = rows(done.console)
    used = ("process tree", "descriptors", "file offset", "pipe", "inodes", "address space", "heap", "scheduler")
    for name in used:
        taken, longest, place = table[name]
        assert taken > 0 and longest > 0, done.console
        assert re.fullmatch(r"[\w:~<>]+\+\d+", place), done.console


MISUSES = {
    "order": r'lock order: "descriptors" \(wanted in take_in_wrong_order\+\d+\) must be taken before "pipe" '
    r"\(held since take_in_wrong_order\+\d+\)",
    "recursion": r'lock recursion: "descriptors" \(wanted in take_twice\+\d+\) is held already '
    r"\(since take_twice\+\d+\)",
    "sleep": r'sleep with a lock: another thread is to run while "descriptors" is held '
    r"\(since sleep_with_lock\+\d+\)",
}


@pytest.mark.parametrize("kind", MISUSES)
def test_a_misuse_is_told(watching, kind):
    """Which lock, which other one, and where each was taken."""
    done = watching(options=f"crash={kind}").expect_status(99)
    assert re.search(f"^kernel panic: {MISUSES[kind]}$", done.console, re.MULTILINE), done.console


@pytest.mark.parametrize("kind", MISUSES)
def test_another_kernel_does_not_try(batch, kind):
    """It would not notice: it says so, and goes on."""
    done = batch("locks", options=f"crash={kind}").expect_status(0)
    assert f"crash={kind}: only a kernel that was built with DEBUG=1 would notice\n" in done.console
    assert "This kernel does not watch its locks." in done.console
