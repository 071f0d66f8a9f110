# scripts/gdb/replay.py: stands between gdb and a QEMU that replays a recording: the bridge, with both ends of time.
"""QEMU replays in either direction (gdb's manual, "Reverse Execution"), but knows neither end: at the first instruction it
refuses to step back, and after the last one it is gone. Here both are told in the words that the protocol has for it.
And there are two more ways to move. What gdb takes for its next step leads

    to instruction N                          after the command `monitor goto N`
    back to the last store that changed       after `monitor goto write P LENGTH [V]`
    these bytes of memory, at address P       (and at V, if the program that runs has them there)

`monitor where` tells how many instructions of the recording were executed, and how many there are."""

import re
import select
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

from bridge import INTERRUPT, MONITOR, PC, STEPS, Bridge, Link

BACKWARDS = (b"bs", b"bc")  # one instruction, or on to what stops it
FORWARD = (*STEPS, b"S", b"c", b"C", b"vCont;")
START = "start"  # the snapshot of the first instruction

# What gdb is told of the machine that has stopped: where it should, at an end of time, or because gdb wanted it.
STOPPED = b"T05thread:01;"
NO_EARLIER = b"T05thread:01;replaylog:begin;"
NO_LATER = b"T05thread:01;replaylog:end;"
INTERRUPTED = b"T02thread:01;"


class Replay(Bridge):
    """For one gdb, and a recording of so many instructions."""

    def __init__(self, qemu: Link, end: int):
        super().__init__(qemu)
        self._end = end
        self._breakpoints: list[bytes] = []  # packets by which gdb has them inserted, watchpoints too
        self._goal: Optional[Callable[[], bytes]] = None  # what the next step does
        self._monitor(f"savevm {START}")

    def _handle(self, packet: bytes, gdb: Link) -> None:
        self._gdb = gdb
        answer = None
        if packet.startswith(MONITOR):
            answer = self._obey(bytes.fromhex(packet[len(MONITOR) :].decode()).decode())
        elif packet in BACKWARDS:
            answer = self._go_back(packet)
        elif packet.startswith(FORWARD):
            answer = self._reach_goal() if self._goal else self._go_on(packet)
        elif packet.startswith((b"Z", b"z")):
            self._note_breakpoint(packet)
        if answer is None:
            super()._handle(packet, gdb)
        else:
            gdb.send(answer)

    def _obey(self, command: str) -> Optional[bytes]:
        """Commands of our own for the monitor."""
        if command == "where":
            self._gdb.send(b"O" + f"{self._instruction()} of {self._end}\n".encode().hex().encode())
        elif match := re.fullmatch(r"goto (\d+)", command):
            goal = min(int(match[1]), self._end)
            self._goal = lambda: self._go_to(goal)
        elif match := re.fullmatch(r"goto write (0x[0-9a-f]+) (\d+)(?: (0x[0-9a-f]+))?", command):
            place, length, alias = int(match[1], 16), int(match[2]), match[3] and int(match[3], 16)
            self._goal = lambda: self._go_to_write(place, length, alias)
        else:
            return None
        return b"OK"

    def _note_breakpoint(self, packet: bytes) -> None:
        inserted = b"Z" + packet[1:]
        if packet.startswith(b"Z"):
            self._breakpoints.append(inserted)
        elif inserted in self._breakpoints:
            self._breakpoints.remove(inserted)

    # --- moves: each answers what gdb is told of the stop ---

    def _go_on(self, packet: bytes) -> bytes:
        if self._instruction() >= self._end:
            return NO_LATER
        self._monitor(f"replay_break {self._end}")
        if packet.startswith(STEPS):
            self._step = (packet, self._register(PC))
        stop = self._run(packet)
        return NO_LATER if self._instruction() >= self._end and stop.startswith(b"T02") else stop

    def _go_back(self, packet: bytes) -> bytes:
        self._goal = None
        origin = self._instruction()
        if origin == 0:
            return NO_EARLIER
        stop = self._run(packet)
        if self._interrupted:
            with self._no_breakpoints():
                return self._return_to(origin)
        return NO_EARLIER if self._instruction() == 0 else stop

    def _reach_goal(self) -> bytes:
        goal, self._goal = self._goal, None
        with self._no_breakpoints():
            return goal()

    @contextmanager
    def _no_breakpoints(self) -> Iterator[None]:
        """So that none is in the way."""
        for packet in self._breakpoints:
            self._ask(b"z" + packet[1:])
        yield
        for packet in self._breakpoints:
            self._ask(packet)

    def _go_to(self, goal: int) -> bytes:
        here = self._instruction()
        if goal < here:
            self._monitor(f"loadvm {START}")
            here = 0
        if goal == here:
            return STOPPED
        self._monitor(f"replay_break {goal}")
        stop = self._run(b"c")
        return STOPPED if self._instruction() == goal else stop

    def _go_to_write(self, place: int, length: int, alias: Optional[int]) -> bytes:
        """Stays here if there is none. QEMU stops behind a store; what it stores may be what was there already."""
        origin = self._instruction()
        now = self._physical(place, length)
        watched = [b"2,%x,%x" % (address, length) for address in (place, alias) if address is not None]
        for each in watched:
            self._ask(b"Z" + each)
        while True:
            self._run(b"bc")
            here = self._instruction()
            if self._interrupted or here == 0:
                break
            self._run(b"bs")
            if self._interrupted or self._physical(place, length) != now:
                break
        for each in watched:
            self._ask(b"z" + each)
        if self._interrupted:
            return self._return_to(origin)
        return STOPPED if here else self._go_to(origin)

    def _return_to(self, origin: int) -> bytes:
        """After a move backwards that led nowhere. One that was interrupted is not over for QEMU until it was a step."""
        if self._interrupted and self._instruction() > 0:
            self._run(b"bs")
        self._go_to(origin)
        return INTERRUPTED

    def _run(self, packet: bytes) -> bytes:
        """Lets the machine run; how it stopped. Meanwhile gdb may want to interrupt it."""
        self._interrupted = False
        self._qemu.send(packet)
        while (stop := self._qemu.take()) is None or self._is_idle_step(stop):
            ready = select.select([self._gdb, self._qemu], [], [])[0]
            for link in ready:
                link.fill()
            while (wish := self._gdb.take()) is not None:
                self._interrupted |= wish == INTERRUPT
                self._qemu.send(wish)
            if not (self._gdb.is_open and self._qemu.is_open):
                raise EOFError
        return stop

    # --- what QEMU tells ---

    def _instruction(self) -> int:
        """How many instructions of the recording have been executed."""
        match = re.search(r"instruction count = (\d+)", self._monitor("info replay"))
        if not match:
            raise RuntimeError("its monitor does not tell where in the recording it is")
        return int(match[1])

    def _physical(self, place: int, length: int) -> bytes:
        """What is in memory there."""
        with self._physical_memory():
            return self._ask(b"m%x,%x" % (place, length))
