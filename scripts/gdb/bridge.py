# scripts/gdb/bridge.py: stands between gdb and QEMU, so that gdb can read memory on both sides of the fence.
"""Speaks the remote protocol (gdb's manual, appendix E) with both, and passes on what it does not care about.

QEMU reads memory as the hart could at this moment. So a debugger that stops in the machine-mode kernel does not see the
stack of the program that called, and `bt` ends there; and stopped in a program it does not see the kernel. The bridge
makes an address mean one thing, wherever the hart is:

    in the range of RAM   what the hart sees there; if it may not look, physical memory: the kernel
    everywhere else       what satp's page tables map there: the program, and a supervisor-mode kernel in the upper half;
                          if nothing, what the hart sees: devices

gdb need not know, so that any gdb has it, and any editor that drives one. Two smaller things are mended on the way:
registers that cannot be read (_read_register) and steps that lead nowhere (_is_idle_step).
"""

import re
import select
import socket
from contextlib import contextmanager
from typing import Iterator, Optional

from sv39 import PAGE_SIZE, translate

RAM_START = 0x80000000  # of QEMU's virt board
INTERRUPT = b"\x03"  # gdb's Ctrl-C: a byte outside of any packet
STEPS = (b"s", b"vCont;s")
PC = 32  # the number of this register
MONITOR = b"qRcmd,"  # a command for QEMU's monitor, in hexadecimal
PHYSICAL = b"Qqemu.PhyMemMode:"  # whether addresses are physical: 1 or 0
SETTINGS = (b"qSupported", b"Qqemu.")


class Link:
    """One end of the protocol: packets in, packets out. Acknowledgements end here: a local socket loses nothing."""

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._arrived = bytearray()
        self.is_open = True

    def fileno(self) -> int:
        return self._connection.fileno()

    def close(self) -> None:
        self.is_open = False
        self._connection.close()

    def send(self, packet: bytes) -> None:
        self._send(packet if packet == INTERRUPT else b"$%b#%02x" % (packet, sum(packet) % 256))

    def fill(self) -> None:
        """Waits for something to arrive."""
        try:
            data = self._connection.recv(1 << 16)
        except OSError:
            data = b""
        if not data:
            self.is_open = False
        self._arrived += data

    def take(self) -> Optional[bytes]:
        """The next packet, if all of it has arrived."""
        while self._arrived:
            if self._arrived.startswith(b"$"):
                end = self._arrived.find(b"#") + 3  # after the packet comes # and its checksum, two digits
                if not 3 <= end <= len(self._arrived):
                    return None
                packet = bytes(self._arrived[1 : end - 3])
                del self._arrived[:end]
                self._send(b"+")
                return packet
            byte = bytes(self._arrived[:1])
            del self._arrived[:1]
            if byte == INTERRUPT:
                return INTERRUPT
        return None

    def wait(self) -> bytes:
        """The next packet."""
        while (packet := self.take()) is None:
            if not self.is_open:
                raise EOFError
            self.fill()
        return packet

    def _send(self, data: bytes) -> None:
        try:
            self._connection.sendall(data)
        except OSError:
            self.is_open = False


class Bridge:
    """For one gdb, over one connection to QEMU."""

    def __init__(self, qemu: Link):
        self._qemu = qemu
        self._settings: list[bytes] = []  # packets by which gdb has told QEMU how to answer
        self._gdb_is_physical = False  # gdb has asked for physical memory itself
        self._step: Optional[tuple[bytes, int]] = None  # the step that is going on, and the pc where it began
        self._ram_end = RAM_START + self._ram_size()
        self._satp = self._register_number("satp")

    def close(self) -> None:
        self._qemu.close()

    def serve(self, gdb: Link) -> None:
        """Until gdb or QEMU goes away."""
        try:
            while gdb.is_open and self._qemu.is_open:
                for link in select.select([gdb, self._qemu], [], [])[0]:
                    link.fill()
                while (packet := self._qemu.take()) is not None:
                    if (news := self._news(packet)) is not None:
                        gdb.send(news)
                while (packet := gdb.take()) is not None:
                    self._handle(packet, gdb)
        except (EOFError, ConnectionRefusedError):
            pass

    # --- packets of gdb's ---

    def _handle(self, packet: bytes, gdb: Link) -> None:
        answer = None
        if packet.startswith(SETTINGS):
            self._settings.append(packet)
        if packet.startswith(PHYSICAL):
            self._gdb_is_physical = packet.endswith(b"1")
        elif packet.startswith(b"p"):
            answer = self._read_register(packet)
        elif packet.startswith(STEPS):
            self._step = (packet, self._register(PC))
        elif not self._gdb_is_physical:
            answer = self._access(packet)
        if answer is None:
            self._qemu.send(packet)
        else:
            gdb.send(answer)

    def _access(self, packet: bytes) -> Optional[bytes]:
        """The answer to a packet that reads or writes memory; None if QEMU itself is to answer."""
        match = re.fullmatch(rb"([mM])([0-9a-f]+),([0-9a-f]+)(?::([0-9a-f]*))?", packet)
        if not match:
            return None
        kind, address, length, data = match[1], int(match[2], 16), int(match[3], 16), match[4] or b""
        if RAM_START <= address and address + length <= self._ram_end:
            answer = self._ask(packet)
            if not answer.startswith(b"E"):
                return answer
            pieces = [(address, length)]
        else:
            pieces = self._pieces(address, length)
        if not pieces:
            return None
        answer = b""
        with self._physical_memory():
            for place, size in pieces:
                request = b"%b%x,%x" % (kind, place, size)
                if kind == b"M":
                    request += b":" + data[: 2 * size]
                    data = data[2 * size :]
                answer += self._ask(request)
        return b"OK" if kind == b"M" else answer

    def _read_register(self, packet: bytes) -> bytes:
        """QEMU lists control registers that this hart lacks, and gdb would give up there: they are unavailable."""
        answer = self._ask(packet)
        return b"x" * 16 if answer.startswith(b"E") else answer

    def _news(self, packet: bytes) -> Optional[bytes]:
        """What gdb hears of a packet that QEMU sends of its own; None if nothing."""
        return None if self._is_idle_step(packet) else packet

    def _is_idle_step(self, stop: bytes) -> bool:
        """When a timer expires in the same moment, QEMU ends a step without the instruction, once in some thousand
        steps: then it is taken again. An instruction that jumps to itself may be taken twice."""
        step, self._step = self._step, None
        if not step or not stop.startswith(b"T05") or b"watch" in stop or self._register(PC) != step[1]:
            return False
        self._qemu.send(step[0])
        return True

    def _pieces(self, address: int, length: int) -> list[tuple[int, int]]:
        """The physical places, and their sizes, of an area of the program's; none if not all of it is mapped."""
        satp = self._register(self._satp)
        pieces = []
        with self._physical_memory():
            while length > 0:
                place = translate(self._read_word, satp, address)
                if place is None:
                    return []
                size = min(length, PAGE_SIZE - address % PAGE_SIZE)
                pieces.append((place, size))
                address += size
                length -= size
        return pieces

    # --- packets of our own ---

    def _ask(self, packet: bytes) -> bytes:
        self._qemu.send(packet)
        return self._qemu.wait()

    @contextmanager
    def _physical_memory(self) -> Iterator[None]:
        self._ask(PHYSICAL + b"1")
        yield
        self._ask(PHYSICAL + b"0")

    def _read_word(self, place: int) -> int:
        return int.from_bytes(bytes.fromhex(self._ask(b"m%x,8" % place).decode()), "little")

    def _register(self, number: int) -> int:
        return int.from_bytes(bytes.fromhex(self._ask(b"p%x" % number).decode()), "little")

    def _register_number(self, name: str) -> int:
        """The number by which QEMU knows a control register: the description that it has for gdb tells."""
        description = b""
        more = b"m"
        while more == b"m":
            answer = self._ask(b"qXfer:features:read:riscv-csr.xml:%x,ff0" % len(description))
            more, part = answer[:1], answer[1:]
            description += part
        match = re.search(rb'name="%b"[^>]*regnum="(\d+)"' % name.encode(), description)
        if not match:
            raise RuntimeError(f"it does not tell gdb the number of {name}")
        return int(match[1])

    def _ram_size(self) -> int:
        """Of the machine, in bytes."""
        match = re.search(r"base memory: (\d+)", self._monitor("info memory_size_summary"))
        if not match:
            raise RuntimeError("its monitor does not tell the size of the memory")
        return int(match[1])

    def _monitor(self, command: str) -> str:
        """What QEMU's monitor answers, in hexadecimal after an O, before it says OK. A machine that was running has
        been stopped by our coming, and says so first: T or S."""
        self._qemu.send(MONITOR + command.encode().hex().encode())
        text = b""
        while (answer := self._qemu.wait()) != b"OK":
            if answer.startswith(b"O"):
                text += bytes.fromhex(answer[1:].decode())
            elif not answer.startswith((b"T", b"S")):
                break
        return text.decode(errors="replace")
