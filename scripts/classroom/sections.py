# scripts/classroom/sections.py: what the dashboard shows, section by section, and how much of each fits into a pane.

from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, NamedTuple

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


REGISTERS = 38  # that observe.py tells of
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


class Section(NamedTuple):
    title: str
    show: Callable[[State, int, int], list[Line]]
    rows: tuple[int, int, int]  # that it needs, that do it good, and that it can use


SECTIONS = (
    Section("", header, (1, 1, 1)),
    Section("source", source, (3, 7, 21)),
    Section("next instruction", instructions, (1, 2, 4)),
    Section("registers", registers, (2, 13, 13)),
    Section("trap frame", frame, (1, 3, 5)),
    Section("last traps", trap_log, (1, 5, 99)),
)
TITLES_FROM = 24  # rows, below which a title would take the place of something better


def share(rows: int, columns: int) -> list[int]:
    """How many rows each section gets: from above what each one needs, then what does it good, and the rest by turns."""
    across = max(1, columns // CELL)
    most = [min(section.rows[2], -(-REGISTERS // across) if section.show is registers else 99) for section in SECTIONS]
    given = [0] * len(SECTIONS)

    def give(at: int, wanted: int) -> None:
        given[at] += max(0, min(min(wanted, most[at]) - given[at], rows - sum(given)))

    for stage in (0, 1):
        for at, section in enumerate(SECTIONS):
            give(at, section.rows[stage])
    while sum(given) < min(rows, sum(most)):
        for at in range(len(SECTIONS)):
            give(at, given[at] + 1)
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
    titles = sum(bool(section.title) for section in SECTIONS) if rows >= TITLES_FROM else 0
    lines: list[Line] = []
    for section, height in zip(SECTIONS, share(rows - titles, columns)):
        if height == 0:
            continue
        if titles and section.title:
            lines.append(title_line(state, section.title, columns))
        drawn = section.show(state, columns, height)
        lines += drawn + [[] for _ in range(height - len(drawn))]
    return lines
