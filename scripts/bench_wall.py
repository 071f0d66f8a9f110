#!/usr/bin/python3
# scripts/bench_wall.py: how long works take, told in units of the least that a system call can take on the same machine.
#
#   scripts/bench_wall.py [class|release] [--rounds N] [--markdown]
#
# Counted instructions hide that some cost more than others: in QEMU a write to a CSR takes as long as eighty ordinary
# instructions, and a flush of its TLB as long as thousands. Here the clock decides, without -icount. Seconds depend on the
# host, and on what else it does, so that all is told in units: of the ecall of a bare program, which saves 31 registers
# (tests/limit/) and was timed just before. So each round has that program, the kernel in one mode, that program again,
# and the kernel in the other mode; of each run the least counts, and what is shown are medians. Goals are told, and
# nothing fails because of them. If the unit itself has changed much meanwhile, the host was busy: then that is said, too.

import re
import signal
import sys
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple, Optional

from measuring.machine import FLAVOURS, LIMIT, MODES, ROOT, Kernel, Problem, console_of
from measuring.works import LINUX, XV6

ROUNDS = 5
STEADY = 1.2  # times as long as the shortest unit may the longest one be

TIMED = re.compile(r"^(\S[^:\n]*): (\d+) ns$", re.MULTILINE)
BARE = "bare"
UNIT = "bare 31-register ecall"
THOUSAND = "1000-lines"


class Row(NamedTuple):
    """A work by the name with which a program prints it; goal and the figures of others in units."""

    name: str
    title: str
    goal: float = 0
    others: dict[str, str] = {}


# What others took was recorded on QEMU 7.2.22, board virt, one hart (scripts/measuring/works.py has whose they are), on a
# host where the unit took 0.68 microseconds. It is not measured again here.
ROWS = (
    Row("bare minimal ecall", "ecall and back, nothing else"),
    Row(UNIT, "ecall, 31 registers, a switch: the unit"),
    Row("null", "null call (getpid)", 1.2, {XV6: "54 to 85", LINUX: "2.4", THOUSAND: "1.2"}),
    Row("pipe", "pipe: write 1 byte, read it"),
    Row("pingpong", "pipe: there and back", 29.4, {XV6: "1353 to 1471", LINUX: "387"}),
    Row("open", "open, close"),
    Row("touch", "first touch of a page"),
    Row("fork", "fork, exit, wait"),
    Row("exec", "fork, exec /bin/true, exit, wait"),
)
WORKS = [row.name for row in ROWS if not row.name.startswith(BARE)]


def times_in(console: str) -> dict[str, int]:
    """The nanoseconds of each work that was timed: the least of its tries, which the host has disturbed least."""
    least: dict[str, int] = {}
    for name, nanoseconds in TIMED.findall(console):
        least[name] = min(int(nanoseconds), least.get(name, int(nanoseconds)))
    return least


def time_bare() -> dict[str, int]:
    if not LIMIT.exists():
        name = LIMIT.relative_to(ROOT)
        raise Problem(f"there is no {name}: `make {name}` builds it")
    times = times_in(console_of(LIMIT, "machine", clock=None))
    if not times.get(UNIT):
        raise Problem(f"{LIMIT.name} has not told how long the {UNIT} takes: without it there is no unit")
    return times


def measure(flavour: str, rounds: int) -> tuple[dict[tuple[str, str], float], list[int]]:
    """Units that each work takes, by (work, mode), medians of all rounds; and the nanoseconds of each unit."""
    command = " && ".join(f"/bench/works {work} clock" for work in WORKS)
    kernels = {mode: Kernel(flavour, mode).path for mode in MODES}
    ratios: dict[tuple[str, str], list[float]] = {}
    units = []
    for _ in range(rounds):
        for mode, kernel in kernels.items():
            bare = time_bare()
            units.append(bare[UNIT])
            for name, time in times_in(console_of(kernel, mode, command, clock=None)).items():
                ratios.setdefault((name, mode), []).append(time / bare[UNIT])
            for name, time in bare.items():
                ratios.setdefault((name, BARE), []).append(time / bare[UNIT])
    return {key: median(values) for key, values in ratios.items()}, units


def remark(units: list[int]) -> str:
    """How far one can trust the ratios: the spread of the units."""
    spread = f"The unit took from {min(units)} to {max(units)} ns"
    if max(units) <= STEADY * min(units):
        return f"{spread}."
    return f"{spread}, which differ by more than {100 * (STEADY - 1):.0f} %: the host was busy, and the ratios are less certain."


def verdict(row: Row, ratio: Optional[float]) -> str:
    if not row.goal or ratio is None:
        return ""
    return "reached" if ratio <= row.goal else "not reached"


def cells(row: Row, ratios: dict[tuple[str, str], float]) -> list[str]:
    here = [ratios.get((row.name, where)) for where in (BARE, *MODES)]
    shown = ["" if ratio is None else f"{ratio:.2f}" for ratio in here]
    goal = f"{row.goal:g}" if row.goal else ""
    return [row.title, *shown, goal, verdict(row, here[1]), *(row.others.get(who, "") for who in (XV6, LINUX, THOUSAND))]


HEAD = ["work", "bare", *MODES, "goal", "", XV6, LINUX, THOUSAND]


def tell(rows: Sequence[Sequence[str]], markdown: bool) -> None:
    if markdown:
        print(f"| {' | '.join(HEAD)} |")
        print(f"|---|{'---:|' * (len(HEAD) - 1)}")
        for row in rows:
            print(f"| {' | '.join(row)} |")
        return
    widths = [max(map(len, column)) for column in zip(HEAD, *rows)]
    for row in (HEAD, *rows):
        line = (cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths)))
        print("  ".join(line).rstrip())


def usage() -> Problem:
    return Problem("usage: bench_wall.py [class|release] [--rounds N] [--markdown]")


def chosen(words: list[str]) -> tuple[str, int, bool]:
    rounds = ROUNDS
    if "--rounds" in words[:-1]:
        at = words.index("--rounds")
        if not re.fullmatch(r"[1-9]\d{0,2}", words[at + 1]):
            raise usage()
        rounds = int(words[at + 1])
        del words[at : at + 2]
    flavours = [word for word in words if word in FLAVOURS]
    markdown = words.count("--markdown")
    if len(flavours) > 1 or markdown > 1 or len(flavours) + markdown != len(words):
        raise usage()
    return (*flavours, "release")[0], rounds, bool(markdown)


def main(words: list[str]) -> None:
    flavour, rounds, markdown = chosen(words)
    ratios, units = measure(flavour, rounds)
    print(f"Time for each, in units of {median(units):.0f} ns; {flavour} build, one hart, medians of rounds: {rounds}")
    print(f"{remark(units)}\n")
    tell([cells(row, ratios) for row in ROWS], markdown)


signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # who reads the first lines only need not be told
try:
    main(sys.argv[1:])
except Problem as problem:
    sys.exit(f"bench-wall: {problem}")
