# scripts/gdb/replay.py: stands between gdb and a QEMU that replays a recording: the bridge, with both ends of time.
"""To go back, a new QEMU replays from the beginning, up to the place that is wanted. QEMU can go back by itself, with
snapshots, but hangs if it does so while the disk is at work, which depends on how fast this computer is: its disk waits
until the replay asks for the answer, and the snapshot until the disk has nothing to do (QEMU's load_snapshot and blk_drain).

Both ends of time are told in the words that the protocol has for it (gdb's manual, "Reverse Execution"), which QEMU does
not. And there are two more ways to move. What gdb takes for its next step leads

    to instruction N                          after the command `monitor goto N [PC]`
    back to the last store that changed       after `monitor goto write P LENGTH [V]`
    these bytes of memory, at address P       (and at V, if the program that runs has them there)

`monitor where` tells how many instructions were executed, and how many there are. An interrupt is taken between two of
them: where it has led to is no other place than where it came from, but for the PC."""

import re
import select
from contextlib import contextmanager
from typing import Callable, Iterator, NamedTuple, Optional

from bridge import INTERRUPT, MONITOR, PC, STEPS, Bridge, Link

FORWARD = (*STEPS, b"S", b"c", b"C", b"vCont;")
DESCRIBE = b"qXfer:features:read:target.xml:0,ff0"  # after this QEMU believes that we know its registers
INSERT, REMOVE = b"Z", b"z"  # a breakpoint or a watchpoint
BREAKPOINTS = (b"Z0,", b"Z1,")
HARDWARE = b"1,%x,2"  # such a breakpoint, at an address

# What gdb is told of the machine that has stopped: where it should, at an end of time, or because somebody wanted it.
STOPPED = b"T05thread:01;"
NO_EARLIER = b"T05thread:01;replaylog:begin;"
NO_LATER = b"T05thread:01;replaylog:end;"
INTERRUPTED = b"T02thread:01;"


class Stop(NamedTuple):
    """A place at which a breakpoint or a watchpoint stops, and what QEMU says there."""

    instruction: int
    pc: int
    said: bytes


class Replay(Bridge):
    """For one gdb, and a recording of so many instructions. `start_again` ends this QEMU, and connects to another one."""

    def __init__(self, qemu: Link, end: int, start_again: Callable[[], Link]):
        super().__init__(qemu)
        self._end = end
        self._start_again = start_again
        self._inserted: list[bytes] = []  # packets that have inserted the breakpoints and watchpoints that are there
        self._known: tuple[list[bytes], int, list[Stop]] = ([], 0, [])  # with these, until there, it stops at those places
        self._goal: Optional[Callable[[], bytes]] = None  # what the next step does
        self._interrupted = False  # the move that is going on, by gdb

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
        stop = self._run_on(packet, max(goal, self._instruction()))
        arrived = self._instruction() >= goal and not self._interrupted and stop.startswith(INTERRUPTED[:3])
        self._wake()
        return there if arrived else stop

    def _run_on(self, packet: bytes, end: int) -> bytes:
        """QEMU may stop for a store that is watched without executing it, and again whenever it goes on from there."""
        here = self._instruction()
        self._break_at(end)
        stop = self._run(packet)
        if b"watch" in stop and self._instruction() == here and not self._interrupted:
            with self._no_breakpoints():
                self._run_to(here + 1)
        return stop

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
        """To the last place before here at which something stops."""
        self._goal = None
        origin = self._instruction()
        if origin == 0:
            return NO_EARLIER
        stops = self._stops_before(origin)
        if self._interrupted:
            return self._return_to(origin)
        with self._no_breakpoints():
            if not stops:
                self._run_to(0, anew=True)
                return NO_EARLIER
            self._go_to(stops[-1].instruction, stops[-1].pc, anew=True)
        return INTERRUPTED if self._interrupted else stops[-1].said

    def _stops_before(self, end: int) -> list[Stop]:
        """All places, in their order. They are found by going there, and remembered for the next move back."""
        inserted, known_end, stops = self._known
        if inserted != sorted(self._inserted) or known_end < end:
            stops = self._find_stops(end)
            if self._interrupted:
                return []
            self._known = (sorted(self._inserted), end, stops)
        return [stop for stop in stops if stop.instruction < end]

    def _find_stops(self, end: int) -> list[Stop]:
        pcs = [int(each.split(b",")[1], 16) for each in self._inserted if each.startswith(BREAKPOINTS)]
        stops: list[Stop] = []
        self._begin_anew()
        stop = Stop(0, self._register(PC), STOPPED)
        while stop.instruction < end and not self._interrupted:
            if stop.pc in pcs or b"watch" in stop.said:
                stops.append(stop)
            said = self._run_on(b"s" if stop.pc in pcs else b"c", end)  # only a step leads away from a breakpoint
            stop = Stop(self._instruction(), self._register(PC), said)
        return stops

    def _begin_anew(self) -> None:
        """At the first instruction, with a QEMU that knows all that gdb has told the other one."""
        self._qemu.close()
        self._qemu = self._start_again()
        for packet in (DESCRIBE, *self._settings, *self._inserted):
            self._ask(packet)

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
        watched = [b"Z2,%x,%x" % (address, length) for address in (place, alias) if address is not None]
        with self._no_breakpoints():
            self._inserted = watched
            stops = self._find_stops(origin)
            self._inserted = []
            while stops and not self._interrupted:
                self._run_to(stops.pop().instruction - 1, anew=True)
                if not self._interrupted and self._physical(place, length) != now:
                    return STOPPED
        return self._return_to(origin)

    def _return_to(self, origin: int) -> bytes:
        """After a move backwards that led nowhere."""
        interrupted = self._interrupted
        with self._no_breakpoints():
            self._run_to(origin, anew=True)
        return INTERRUPTED if interrupted else STOPPED

    # --- QEMU ---

    @contextmanager
    def _no_breakpoints(self) -> Iterator[None]:
        """So that none is in the way."""
        inserted = self._inserted
        for packet in inserted:
            self._ask(REMOVE + packet[1:])
        self._inserted = []
        yield
        self._inserted = inserted
        for packet in inserted:
            self._ask(packet)

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
