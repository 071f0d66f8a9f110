# scripts/gdb/rewind.py: where a recording that is replayed is, where it has stopped before, and how to get to a place.
"""A place is the number of instructions that were executed before. replay.py, between gdb and QEMU, leads to it."""

import re
from typing import NamedTuple

import gdb

NO_REPLAY = "this machine does not replay a recording: `make record` makes one, and `make replay` goes back and forth in it"


class Place(NamedTuple):
    """How many instructions were executed, and the pc: an interrupt changes that without any instruction."""

    instruction: int
    pc: int


visited: list[Place] = []  # where the machine has stopped, and to where nobody went back


def ask(command: str) -> str:
    """What the monitor answers. A machine that is not replayed does not know our commands."""
    try:
        return gdb.execute(f"monitor {command}", to_string=True)
    except gdb.error:
        raise gdb.GdbError("no machine is attached any more")


def span() -> tuple[int, int]:
    """How many instructions were executed until here, and how many there are."""
    match = re.fullmatch(r"(\d+) of (\d+)\n", ask("where"))
    if not match:
        raise gdb.GdbError(NO_REPLAY)
    return int(match[1]), int(match[2])


def is_replay() -> bool:
    try:
        return bool(span())
    except gdb.GdbError:
        return False


def here() -> Place:
    return Place(span()[0], int(gdb.parse_and_eval("(unsigned long)$pc")))


def move(way: str) -> None:
    """gdb believes that this is a step, shows where it led, and can interrupt it."""
    ask(way)
    gdb.execute("stepi")


def note_stop() -> None:
    try:
        place, end = here(), span()[1]
    except (gdb.GdbError, gdb.error):  # no replay, or no machine
        return
    if place.instruction in (0, end):
        print(f"The recording {'ends' if place.instruction else 'begins'} here.")
    if not visited or visited[-1] != place:
        visited.append(place)


def register() -> None:
    gdb.events.stop.connect(lambda _: note_stop())
