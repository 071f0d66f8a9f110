#!/usr/bin/python3
# scripts/profile.py: tells where the instructions of one piece of work go, in the program and in the kernel.
#
#   scripts/profile.py WORK [class|release] [machine|supervisor] [--picture FILE] [--markdown]
#
# The release build in machine mode, if nothing is named; it must have been built. QEMU traces each instruction, so that
# the figures are exact, and the same on every host: they add up to what the machine's own counter says of the work.

import re
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Optional

from measuring.machine import FLAVOURS, MODES, Kernel, Problem
from profiling import calls, picture, road, trace
from profiling.code import Code, Function

# What user/bench/works can do.
WORKS = {
    "null": "a null system call (getpid)",
    "pipe": "a byte written to a pipe and read again",
    "pingpong": "a byte sent to another process, and back",
    "open": "open of /bin/cat and close",
    "read": "a read of 64 KiB in one call",
    "write": "an overwrite of 64 KiB in one call",
    "touch": "the first touch of a page",
    "fork": "fork, exit and wait",
    "exec": "fork, exec of /bin/true, exit and wait",
}

ROWS = 25  # of a table of functions; what is smaller is added up
BARS = 15


class Table:
    """Rows of figures and text, for a terminal or for a document."""

    def __init__(self, markdown: bool):
        self._markdown = markdown

    def heading(self, text: str) -> None:
        print(f"{text}\n")

    def rows(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns of figures are flush right, others left."""
        cells = [[str(cell) for cell in row] for row in rows]
        figures = [all(re.fullmatch(r"[\d.]+ ?%?|", row[at]) for row in cells) for at in range(len(head))]
        if self._markdown:
            self._print_markdown(head, cells, figures)
        else:
            self._print_plain([list(head), *cells], figures)
        print()

    def _print_markdown(self, head: Sequence[str], cells: list[list[str]], figures: list[bool]) -> None:
        print(f"| {' | '.join(head)} |")
        print(f"|{'|'.join('---:' if figure else '---' for figure in figures)}|")
        for row in cells:
            print(f"| {' | '.join(row)} |")

    def _print_plain(self, cells: list[list[str]], figures: list[bool]) -> None:
        widths = [max(len(row[at]) for row in cells) for at in range(len(figures))]
        for row in cells:
            line = (cell.rjust(width) if figure else cell.ljust(width) for cell, width, figure in zip(row, widths, figures))
            print("  ".join(line).rstrip())


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"


def tell_phases(table: Table, stretches: Sequence[road.Stretch], total: int) -> None:
    phases = road.phases(stretches)
    rows = [(count, percent(count, total), phase, road.PHASES[phase]) for phase, count in phases]
    table.heading("By phase:")
    table.rows(("instructions", "share", "phase", "what it is"), [*rows, (total, "", "all", "")])
    table.heading("The road in order, with what was inlined into what:")
    table.rows(
        ("instructions", "phase", "function"),
        [(stretch.count, stretch.phase, " in ".join(stretch.names)) for stretch in stretches],
    )


def tell_purposes(table: Table, purposes: Sequence[tuple[str, int]], total: int) -> None:
    table.heading("By what it is for:")
    rows = [(count, percent(count, total), purpose) for purpose, count in purposes]
    table.rows(("instructions", "share", "what for"), [*rows, (total, "", "all")])


def tell_functions(table: Table, shares: Sequence[calls.Share], total: int) -> None:
    shares = [share for share in shares if share.own]
    shown = shares[:ROWS]
    rows = [
        (share.own, percent(share.own, total), share.inclusive, percent(share.inclusive, total), *share.function)
        for share in shown
    ]
    rest = total - sum(share.own for share in shown)
    others = [(rest, percent(rest, total), "", "", "", f"{len(shares) - len(shown)} others")] if rest else []
    table.heading("By function: its own instructions, and those with all that it called:")
    head = ("own", "share", "with calls", "share", "where", "function")
    table.rows(head, [*rows, *others, (total, "", "", "", "", "all")])


def in_words(function: Function) -> str:
    return function.name if function.place == "kernel" else f"{function.name} (in {function.place})"


def draw_phases(file: Path, title: str, stretches: Sequence[road.Stretch]) -> None:
    picture.draw(file, [picture.Bar(phase, (count,)) for phase, count in road.phases(stretches)], title, ["instructions"])


def draw_functions(file: Path, title: str, profile: calls.Profile) -> None:
    """What the instructions are for, and below it the functions that run most of them."""
    purposes = [picture.Bar(purpose, (0, 0, count)) for purpose, count in profile.purposes]
    functions = [
        picture.Bar(in_words(share.function), (share.own, share.inclusive, 0)) for share in profile.shares[:BARS] if share.own
    ]
    kinds = ["itself", "with its calls", "what for"]
    picture.draw(file, [*purposes, picture.Bar("", (0, 0, 0)), *functions], title, kinds)


def traced(work: str, kernel: Kernel) -> tuple[list[trace.Step], Code]:
    """Runs the work. What the machine's own counter said about it must be what the trace shows."""
    programs = kernel.path.parents[1] / "user"
    code = Code({"kernel": kernel.path, "works": programs / "bench/works.elf", "true": programs / "bin/true.elf"})
    steps, console = trace.run(kernel, f"/bench/works {work}", code.label("works", "work_begins"), code.label("works", "work_ends"))
    counted = re.search(rf"^{work}: (\d+) instructions$", console, re.MULTILINE)
    if not counted or int(counted[1]) != len(steps):
        raise Problem(f"the trace has {len(steps)} instructions, but the console shows:\n{console}")
    return steps, code


def tell(work: str, kernel: Kernel, file: Optional[Path], markdown: bool) -> None:
    steps, code = traced(work, kernel)
    profile = calls.profile(steps, code)
    stretches = road.cut(steps, code) if work == "null" else []
    title = f"{WORKS[work]}: {len(steps)} instructions, {kernel}"
    title = title[0].upper() + title[1:]
    if file and stretches:
        draw_phases(file, title, stretches)
    elif file:
        draw_functions(file, title, profile)
    table = Table(markdown)
    table.heading(title)
    if stretches:
        tell_phases(table, stretches, len(steps))
    else:
        tell_purposes(table, profile.purposes, len(steps))
    tell_functions(table, profile.shares, len(steps))


def usage() -> Problem:
    works = "".join(f"\n  {work:<9} {what}" for work, what in WORKS.items())
    return Problem(f"usage: profile.py WORK [class|release] [machine|supervisor] [--picture FILE] [--markdown]{works}")


def main(words: list[str]) -> None:
    file = None
    if "--picture" in words[:-1]:
        at = words.index("--picture")
        file = Path(words[at + 1])
        del words[at : at + 2]
    kinds = (list(WORKS), FLAVOURS, MODES, ["--markdown"])
    work, flavour, mode, markdown = ([word for word in words if word in kind] for kind in kinds)
    once = len(work) == 1 and max(map(len, (flavour, mode, markdown))) <= 1
    if not once or len(work + flavour + mode + markdown) != len(words):
        raise usage()
    tell(work[0], Kernel((*flavour, "release")[0], (*mode, "machine")[0]), file, bool(markdown))


signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # who reads the first lines only need not be told
try:
    main(sys.argv[1:])
except Problem as problem:
    sys.exit(f"profile: {problem}")
