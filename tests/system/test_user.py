# tests/system/test_user.py: runs each test program of user/tests on a machine of its own, and reads its TAP.

import re

import pytest

from harness import ROOT

FOLDER = ROOT / "user" / "tests"
SOURCES = (".cpp", ".c", ".S")

# Each file, and each folder, is a program.
PROGRAMS = sorted({path.stem for path in FOLDER.iterdir() if path.suffix in SOURCES or path.is_dir()})

# Those that make calls that are not there, and see how that is taken.
ASKING_FOR_MORE = {"calls_from_c", "counters", "syscall_abi", "unknown_calls"}

POINT = re.compile(r"^(not )?ok (\d+)\b")
PLAN = re.compile(r"^1\.\.(\d+)$")


def verdict(status, console):
    """What is wrong with what a program printed, as lines; none if all of its points were made and passed."""
    lines = console.splitlines()
    points = [(int(match[2]), not match[1]) for match in map(POINT.match, lines) if match]
    plans = [int(match[1]) for match in map(PLAN.match, lines) if match]
    wrong = [line for line in lines if line.startswith(("not ok", "Bail out!"))]
    if [number for number, _ in points] != list(range(1, len(points) + 1)):
        wrong.append(f"the points are not numbered in order: {[number for number, _ in points]}")
    if not points:
        wrong.append("there is no point")
    if plans != [len(points)]:
        wrong.append(f"{len(points)} points, but the plans are {plans}")
    if status != 0:
        wrong.append(f"exit status {status}")
    if "kernel panic" in console:
        wrong.append("the kernel panicked")
    return wrong


# Those that take most of the time; but not fuzz_calls, which makes its million calls in all configurations together.
LONG = {"forbidden_all", "no_memory", "signal_frames", "stress_kill", "stress_mappings", "stress_memory"}
LONG |= {"stress_threads", "syscall_abi", "thread_calls", "thread_ends", "unknown_calls"}


def marked(program):
    """Those that put the system under load are not quick."""
    marks = [pytest.mark.long] if program in LONG else []
    return pytest.param(program, marks=marks + ([] if program.startswith(("stress_", "fuzz_")) else [pytest.mark.quick]))


@pytest.mark.every_configuration
@pytest.mark.parametrize("program", map(marked, PROGRAMS))
def test_program(batch, program):
    """[C.3] Every point that it makes passes, and it makes all that it announces."""
    done = batch(f"/tests/{program}")
    wrong = verdict(done.status, done.console)
    if "Unknown syscall" in done.console and program not in ASKING_FOR_MORE:
        wrong.append("it made a call that is not there")
    assert not wrong, "\n".join([*wrong, "the console:", done.console])


def test_there_are_programs():
    assert len(PROGRAMS) >= 10 and set(PROGRAMS) > LONG


@pytest.mark.parametrize(
    "status, console, complaint",
    [
        (0, "ok 1 - a\nok 2 - b\n1..2\n", None),
        (0, "1..1\nok 1 - a\n", None),
        (0, "ok 1 - a\nnot ok 2 - b\n1..2\n", "not ok 2 - b"),
        (0, "ok 1 - a\n1..2\n", "1 points"),
        (0, "ok 1 - a\n", "plans are []"),
        (0, "ok 1 - a\nok 3 - b\n1..2\n", "not numbered in order"),
        (0, "1..0\n", "no point"),
        (1, "ok 1 - a\n1..1\n", "exit status 1"),
        (0, "ok 1 - a\nBail out! no\n1..1\n", "Bail out! no"),
        (99, "ok 1 - a\n1..1\nkernel panic: x\n", "panicked"),
    ],
)
def test_the_verdict_is_right(status, console, complaint):
    wrong = verdict(status, console)
    assert any(complaint in line for line in wrong) if complaint else not wrong
