# scripts/gdb/replay.py: stands between gdb and a QEMU that replays a recording: the bridge, with both ends of time.
"""QEMU replays in either direction (gdb's manual, "Reverse Execution"), but knows neither end: at the first instruction it
refuses to step back, and after the last one it is gone. Here both are told in the words that the protocol has for it.
And there are two more ways to move. What gdb takes for its next step leads

    to instruction N                          after the command `monitor goto N [PC]`
    back to the last store that changed       after `monitor goto write P LENGTH [V]`
    these bytes of memory, at address P       (and at V, if the program that runs has them there)

`monitor where` tells how many instructions were executed, and how many there are. An interrupt is taken between two of
them: where it has led to is no other place than where it came from, but for the PC."""

import re
import select
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

from bridge import INTERRUPT, MONITOR, PC, STEPS, Bridge, Link

FORWARD = (*STEPS, b"S", b"c", b"C", b"vCont;")
START = "start"  # the snapshot of the first instruction
INSERT, REMOVE = b"Z", b"z"  # a breakpoint or a watchpoint
BREAKPOINTS = (b"Z0,", b"Z1,")
HARDWARE = b"1,%x,2"  # such a breakpoint, at an address

# What gdb is told of the machine that has stopped: where it should, at an end of time, or because somebody wanted it.
STOPPED = b"T05thread:01;"
NO_EARLIER = b"T05thread:01;replaylog:begin;"
NO_LATER = b"T05thread:01;replaylog:end;"
INTERRUPTED = b"T02thread:01;"


class Replay(Bridge):
    """For one gdb, and a recording of so many instructions. Who shows the console is told to begin anew whenever the
    machine does."""

    def __init__(self, qemu: Link, end: int, begin_anew: Callable[[], None]):
        super().__init__(qemu)
        self._end = end
        self._begin_anew = begin_anew
        self._inserted: list[bytes] = []  # packets by which gdb has inserted breakpoints and watchpoints
        self._goal: Optional[Callable[[], bytes]] = None  # what the next step does
        self._interrupted = False  # the move that is going on, by gdb
        self._monitor(f"savevm {START}")

    def _handle(self, packet: bytes, gdb: Link) -> None:
        self._gdb = gdb
        answer = None
        if packet.startswith(MONITOR):
            answer = self._obey(bytes.fromhex(packet[len(MONITOR) :].decode()).decode(errors="replace"))
        elif packet == b"bs":
            answer = self._step_back()
        elif packet == b"bc":
            answer = self._go_back()
        elif packet.startswith(FORWARD):
            answer = self._reach_goal() if self._goal else self._go_on(packet)
        elif packet.startswith((INSERT, REMOVE)):
            self._note_breakpoint(packet)
        if answer is None:
            super()._handle(packet, gdb)
        else:
            gdb.send(answer)

    def _obey(self, command: str) -> Optional[bytes]:
        """Commands of our own for the monitor."""
        if command == "where":
            self._gdb.send(b"O" + f"{self._instruction()} of {self._end}\n".encode().hex().encode())
        elif match := re.fullmatch(r"goto (\d+)(?: (0x[0-9a-f]+))?", command):
            goal, pc = min(int(match[1]), self._end), match[2] and int(match[2], 16)
            self._goal = lambda: self._go_to(goal, pc)
        elif match := re.fullmatch(r"goto write (0x[0-9a-f]+) (\d+)(?: (0x[0-9a-f]+))?", command):
            place, length, alias = int(match[1], 16), int(match[2]), match[3] and int(match[3], 16)
            self._goal = lambda: self._go_to_write(place, length, alias)
        else:
            return None
        return b"OK"

    def _note_breakpoint(self, packet: bytes) -> None:
        inserted = INSERT + packet[1:]
        if packet.startswith(INSERT):
            self._inserted.append(inserted)
        elif inserted in self._inserted:
            self._inserted.remove(inserted)

    # --- moves: each answers what gdb is told of the stop ---

    def _go_on(self, packet: bytes) -> bytes:
        """A step goes to the next instruction's number: QEMU's own ends in the middle of interrupts, and never at wfi."""
        here = self._instruction()
        if here >= self._end:
            return NO_LATER
        if packet.startswith(STEPS):
            goal, packet, there = here + 1, b"c", STOPPED
        else:
            goal, there = self._end, NO_LATER
        self._wake()  # if a move was interrupted there
        self._break_at(max(goal, self._instruction()))
        stop = self._run(packet)
        arrived = self._instruction() >= goal and not self._interrupted and stop.startswith(INTERRUPTED[:3])
        self._wake()
        return there if arrived else stop

    def _wake(self) -> None:
        """If the hart is asleep, to where it is not."""
        if self._is_asleep() and self._instruction() < self._end:
            interrupted = self._interrupted
            with self._no_breakpoints():
                self._go_to(self._instruction() + 1)
            self._interrupted |= interrupted

    def _reach_goal(self) -> bytes:
        goal, self._goal = self._goal, None
        with self._no_breakpoints():
            return goal()

    def _step_back(self) -> bytes:
        self._goal = None
        here = self._instruction()
        if here == 0:
            return NO_EARLIER
        goal = here - 1
        with self._no_breakpoints():
            stop = self._run_to(goal)
            while self._is_asleep() and not self._interrupted:
                goal -= 1
                stop = self._run_to(goal)
            if self._interrupted:
                self._go_to(here)
                return INTERRUPTED
        return stop

    def _go_back(self) -> bytes:
        """QEMU finds the last place that stops it."""
        self._goal = None
        origin = self._instruction()
        if origin == 0:
            return NO_EARLIER
        stop = self._run(b"bc")
        if self._interrupted:
            return self._return_to(origin)
        place = self._instruction()
        with self._no_breakpoints():
            self._go_to(place, self._register(PC), anew=True)  # where the console is as it was, too
        if self._interrupted:
            return INTERRUPTED
        pcs = [int(each.split(b",")[1], 16) for each in self._inserted if each.startswith(BREAKPOINTS)]
        self._pass_interrupt(pcs)
        return stop if place else NO_EARLIER

    def _go_to(self, goal: int, pc: Optional[int] = None, anew: bool = False) -> bytes:
        stop = self._run_to(goal, anew or pc is not None and goal == self._instruction())
        while self._is_asleep() and self._instruction() < self._end and not self._interrupted:
            stop = self._run_to(self._instruction() + 1)
        if pc is not None and not self._interrupted:
            self._ask(INSERT + HARDWARE % pc)
            self._pass_interrupt([pc])
            self._ask(REMOVE + HARDWARE % pc)
        return stop

    def _run_to(self, goal: int, anew: bool = False) -> bytes:
        """From here, or from the beginning."""
        here = self._instruction()
        if goal < here or anew or self._is_asleep():
            self._monitor(f"loadvm {START}")
            self._begin_anew()
            here = 0
        self._interrupted = False
        if goal == here:
            return STOPPED
        self._break_at(goal)
        stop = self._run(b"c")
        return STOPPED if self._instruction() == goal else stop

    def _pass_interrupt(self, pcs: list[int]) -> None:
        """Goes to one of these pcs, at which there are breakpoints, if only an interrupt is in between."""
        here = self._instruction()
        if not pcs or self._register(PC) in pcs or not 0 < here < self._end:
            return
        self._break_at(here + 1)
        self._run(b"c")
        if self._instruction() != here:
            with self._no_breakpoints():
                self._go_to(here)

    def _go_to_write(self, place: int, length: int, alias: Optional[int]) -> bytes:
        """Stays here if there is none. QEMU stops behind a store; what it stores may be what was there already."""
        origin = self._instruction()
        now = self._physical(place, length)
        watched = [b"2,%x,%x" % (address, length) for address in (place, alias) if address is not None]
        for each in watched:
            self._ask(INSERT + each)
        found = False
        while not found and self._instruction() > 0:
            self._run(b"bc")
            if self._interrupted or self._instruction() == 0:
                break
            self._run(b"bs")
            if self._interrupted:
                break
            found = self._physical(place, length) != now
        for each in watched:
            self._ask(REMOVE + each)
        return self._go_to(self._instruction(), self._register(PC), anew=True) if found else self._return_to(origin)

    def _return_to(self, origin: int) -> bytes:
        """After a move backwards that led nowhere. One that was interrupted is not over for QEMU until it was a step."""
        interrupted = self._interrupted
        with self._no_breakpoints():
            if interrupted and self._instruction() > 0:
                self._run(b"bs")
            self._run_to(origin, anew=True)
        return INTERRUPTED if interrupted else STOPPED

    # --- QEMU ---

    @contextmanager
    def _no_breakpoints(self) -> Iterator[None]:
        """So that none is in the way."""
        inserted, self._inserted = self._inserted, []
        for packet in inserted:
            self._ask(REMOVE + packet[1:])
        yield
        for packet in inserted:
            self._ask(packet)
        self._inserted = inserted

    def _break_at(self, instruction: int) -> None:
        """There the machine will stop, as if interrupted. There is one such place at a time."""
        self._monitor(f"replay_break {instruction}")

    def _run(self, packet: bytes) -> bytes:
        """Lets the machine run; how it stopped. Meanwhile gdb may want to interrupt it."""
        self._interrupted = False
        self._qemu.send(packet)
        while (stop := self._qemu.take()) is None:
            for link in select.select([self._gdb, self._qemu], [], [])[0]:
                link.fill()
            while (wish := self._gdb.take()) is not None:
                self._interrupted |= wish == INTERRUPT
                self._qemu.send(wish)
            if not (self._gdb.is_open and self._qemu.is_open):
                raise EOFError
        return stop

    def _instruction(self) -> int:
        """How many instructions of the recording have been executed."""
        match = re.search(r"instruction count = (\d+)", self._monitor("info replay"))
        if not match:
            raise RuntimeError("its monitor does not tell where in the recording it is")
        return int(match[1])

    def _is_asleep(self) -> bool:
        """The hart has executed wfi, and waits. A QEMU that stops there does not wake up when it goes on, so this is no
        place to be: the one before it is, and the one after it."""
        return b"halted" in bytes.fromhex(self._ask(b"qThreadExtraInfo,p1.1").decode())

    def _physical(self, place: int, length: int) -> bytes:
        """What is in memory there."""
        with self._physical_memory():
            return self._ask(b"m%x,%x" % (place, length))
