# scripts/classroom/traps.py: the last traps of a machine, as QEMU tells of them, for whoever asks.
"""QEMU can write a line about each trap that a hart takes (its log item `int`). Here it writes into a pipe in the session's
folder, so that no file grows, and only the last lines are kept. Who connects to the socket beside it gets them. The kernel has
no part in it: what a class steps through is the kernel that all others run."""

import os
import re
import select
import socket
from collections import deque
from pathlib import Path
from typing import NamedTuple, Optional

PIPE = "traps.pipe"
SOCKET = "traps.sock"
KEPT = 100
INTERRUPT = 1 << 63  # in a cause

# QEMU's line, and its words: riscv_cpu_do_interrupt: hart:0, async:0, cause:0000000000000008, epc:0x..., tval:0x..., ...
LINE = re.compile(r"hart:(\d+), async:(\d), cause:([0-9a-f]+), epc:0x([0-9a-f]+), tval:0x([0-9a-f]+)")


class Trap(NamedTuple):
    hart: int
    cause: int  # as in xcause
    epc: int
    tval: int

    @property
    def interrupt(self) -> bool:
        return bool(self.cause & INTERRUPT)


def parse(line: str) -> Optional[Trap]:
    if not (match := LINE.search(line)):
        return None
    cause, epc, tval = (int(match[n], 16) for n in (3, 4, 5))
    return Trap(int(match[1]), cause & INTERRUPT - 1 | int(match[2]) << 63, epc, tval)


class TrapLog:
    """Reads what QEMU writes, and answers who asks, until the session ends."""

    def __init__(self, folder: Path):
        os.mkfifo(folder / PIPE)
        # Open for writing too: so it has no end, neither before QEMU comes nor after it has left.
        self._pipe = os.open(folder / PIPE, os.O_RDWR | os.O_NONBLOCK)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen()
        self._count = 0
        self._lines: deque[bytes] = deque(maxlen=KEPT)
        self._begun = b""  # a line whose end has not come yet

    def serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._pipe, self._listener], [], [])
            self._read()  # before an answer, which is to have every trap until now
            if self._listener in ready:
                self._answer()

    def _read(self) -> None:
        """At most what the pipe held when it began: a machine that is always trapped keeps nobody waiting."""
        for _ in range(16):
            try:
                data = os.read(self._pipe, 1 << 16)
            except BlockingIOError:
                return
            *lines, self._begun = (self._begun + data).split(b"\n")
            self._count += len(lines)
            self._lines.extend(lines[-KEPT:])

    def _answer(self) -> None:
        guest, _ = self._listener.accept()
        with guest:
            guest.settimeout(1)
            try:
                guest.sendall(b"\n".join([b"%d" % self._count, *self._lines]))
            except OSError:
                pass  # it has left


def ask(folder: Path) -> tuple[int, list[Trap]]:
    """How many traps there were, and the last of them, oldest first."""
    text = b""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(folder / SOCKET))
        while part := connection.recv(1 << 16):
            text += part
    count, *lines = text.decode().split("\n")
    return int(count), [trap for trap in map(parse, lines) if trap]
