# scripts/classroom/sections.py: what the dashboard shows, section by section, and how much of each fits into a pane.

from functools import lru_cache
from pathlib import Path
from typing import Any, Callable

from drawing import Line, Span

State = dict[str, Any]  # as observe.py writes it

MODES = {"U": ("USER", "user"), "S": ("SUPERVISOR", "kernel"), "M": ("MACHINE", "kernel")}


def header(state: State, columns: int, rows: int) -> list[Line]:
    """The mode of the hart, who runs on it, and where."""
    if "mode" not in state:
        return [[Span(f" {state['trouble']} ", "off")]]
    name, style = MODES[state["mode"]]
    if state["mode"] == "M" and state["kernel_mode"] == "S":
        name, style = "MACHINE: FIRMWARE", "firmware"
    elif style == "kernel":
        name += ": KERNEL"
    where = state["headline"].partition("] ")[2]
    return [[Span(f" {name} ", style), Span(f" {where} ", "here"), Span(" running ... " if state["running"] else "", "off")]]


@lru_cache(maxsize=16)
def lines_of(path: str, _changed: float) -> list[str]:
    try:
        return Path(path).read_text(errors="replace").splitlines()
    except OSError:
        return []


def source(state: State, columns: int, rows: int) -> list[Line]:
    """The lines around the one where the selected frame is."""
    path, here = state.get("file"), state.get("line", 0)
    text = lines_of(path, Path(path).stat().st_mtime) if path and Path(path).exists() else []
    if not text:
        return [[Span("   no source is known here", "faint")]]
    first = max(1, min(here - rows // 3, len(text) - rows + 1))
    shown = []
    for number in range(first, min(first + rows, len(text) + 1)):
        mark, style = ("=>", "here") if number == here else ("  ", "")
        shown.append([Span(f"{mark} {number:4}  ", style or "faint"), Span(text[number - 1], style)])
    return shown


def instructions(state: State, columns: int, rows: int) -> list[Line]:
    """The one that comes next, and those behind it."""
    return [
        [Span("=> " if number == 0 else "   ", "here"), Span(text, "" if number else "here")]
        for number, text in enumerate(state.get("instructions", [])[:rows])
    ]


CELL = 26  # a name, a mark, sixteen digits, a space


def registers(state: State, columns: int, rows: int) -> list[Line]:
    """Each always in the same place; those that have changed since the last stop have a star, too."""
    return cells(state.get("registers", []), columns, rows)


def cells(values: list[tuple[str, int, bool]], columns: int, rows: int) -> list[Line]:
    across = max(1, columns // CELL)
    shown: list[Line] = []
    for at, (name, value, changed) in enumerate(values[: across * rows]):
        if at % across == 0:
            shown.append([])
        text = f"{name:>8}{'*' if changed else ' '}{value:x}"
        shown[-1].append(Span(f"{text:<{CELL}}", "changed" if changed else ""))
    return shown


def frame(state: State, columns: int, rows: int) -> list[Line]:
    """What the trap vector has saved: first in words."""
    if not state.get("frame"):
        return [[Span("  no trap is under way", "faint")]]
    return [[Span("  " + state["frame"])], *cells(state["saved"], columns, rows - 1)][:rows]


def trap_log(state: State, columns: int, rows: int) -> list[Line]:
    """The last traps, the newest below; those since the last stop have a star."""
    told = state.get("traps", [])
    old = len(told) - state.get("traps_since", 0)
    shown = [
        [Span("* " if at >= old else "  ", "changed"), Span(text, "" if at >= old else "faint")]
        for at, text in enumerate(told)
    ]
    return shown[-rows:]


Section = tuple[str, Callable[[State, int, int], list[Line]], int, int]

# From above: the title, who draws it, and how many rows it should have at least and at most.
SECTIONS: tuple[Section, ...] = (
    ("", header, 1, 1),
    ("source", source, 3, 21),
    ("next instruction", instructions, 1, 4),
    ("registers", registers, 2, 13),
    ("trap frame", frame, 1, 5),
    ("last traps", trap_log, 1, 99),
)
TITLES_FROM = 24  # rows, below which a title would take the place of something better


def share(rows: int, columns: int, titles: bool) -> list[int]:
    """How many rows each section gets: first what it needs at least, from above, then more by turns."""
    rest = rows - (sum(bool(title) for title, *_ in SECTIONS) if titles else 0)
    most = [-(-39 // max(1, columns // CELL)) if show is registers else limit for _, show, _, limit in SECTIONS]
    given = [0] * len(SECTIONS)
    for at, (_, _, least, _) in enumerate(SECTIONS):
        given[at] = min(least, rest)
        rest -= given[at]
    while rest > 0 and any(has < limit for has, limit in zip(given, most)):
        for at, limit in enumerate(most):
            if given[at] < limit and rest > 0:
                given[at] += 1
                rest -= 1
    return given


def title_line(state: State, title: str, columns: int) -> Line:
    text = f"-- {title} "
    if title == "source" and state.get("file_shown"):
        text = f"-- {state['file_shown']} "
    elif title == "last traps" and state.get("traps_since") is not None:
        text = f"-- last traps: {state['traps_since']} since the last stop "
    return [Span(text + "-" * (columns - len(text)), "title")]


def board(state: State, columns: int, rows: int) -> list[Line]:
    """The whole dashboard for a pane of this size."""
    titles = rows >= TITLES_FROM
    lines: list[Line] = []
    for (title, show, _, _), height in zip(SECTIONS, share(rows, columns, titles)):
        if height == 0:
            continue
        if titles and title:
            lines.append(title_line(state, title, columns))
        drawn = show(state, columns, height)
        lines += drawn + [[] for _ in range(height - len(drawn))]
    return lines
