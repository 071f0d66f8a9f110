# tests/system/test_harts.py: from 2 to 8 harts, in both modes: each one starts, and programs run as they do on one.

import re

import pytest

from harness import Batch, Configuration

# On as many as there can be: processes, pipes, signals, memory, and who waits for whom.
WORK = "seq 1000 | sort -rn | head -n 1; /tests/pipes && /tests/fork_memory && /tests/stress_kill 1 && echo all done"


@pytest.mark.parametrize("mode", ["machine", "supervisor"])
def test_work_on_eight_harts(mode):
    done = Batch(Configuration(mode=mode, cpus=8), command=WORK).expect_status(0)
    assert f"Stile: {mode} mode, 8 harts, " in done.console
    assert "does not start" not in done.console
    assert "\n1000\n" in done.console
    assert "not ok" not in done.console
    assert done.console.endswith("\nall done\n"), done.console


@pytest.mark.parametrize("cpus", [2, 3, 8])
@pytest.mark.parametrize("mode", ["machine", "supervisor"])
def test_any_hart_turns_the_machine_off(mode, cpus):
    """Whichever runs the last program; and however often one tries, the machine comes up with all of them."""
    for status in range(3):
        done = Batch(Configuration(mode=mode, cpus=cpus), command=f"exit {status}").expect_status(status)
        assert re.search(rf"^Stile: {mode} mode, {cpus} harts, ", done.console, re.MULTILINE), done.console
