#!/usr/bin/python3 -B
# scripts/gdb/console.py: the console of a machine that is being debugged: shared by all who want it, and a way in.
"""As a program (make console): joins the console of the newest session of make gdb, or of the folder that is named.
Ctrl-] leaves; the machine does not notice. With --stay before the folder, only that: not the end of the machine."""

import os
import select
import socket
import sys
import tempfile
import termios
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator, Optional

PREFIX = f"stile-gdb-{os.getuid()}-"  # of each session's folder
SOCKET = "console.sock"
LOG = "console.log"
LEAVE = b"\x1d"  # Ctrl-]
CLEAR = b"\x1b[H\x1b[2J"  # the whole terminal


class Console:
    """What the machine prints goes into a log and to all who have joined; what they type goes to the machine.

    Who joins gets first what was printed so far. The console outlives the machine, whose last words matter."""

    def __init__(self, machine: socket.socket, folder: Path):
        self._machine = machine
        self._machine.settimeout(1)  # a halted one reads nothing
        self._log = open(folder / LOG, "w+b", buffering=0)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen()
        self._turn = threading.Lock()  # to deal with what has come
        self._sources = [machine, self._listener]  # and the guests; the machine first, so that nobody is ahead of it

    def serve(self) -> None:
        while True:
            for source in select.select(self._sources, [], [])[0]:
                with self._turn:
                    if source not in self._sources:
                        source.close()
                        break  # it was of a machine that has ended: the new one comes before the guests
                    elif source is self._listener:
                        self._welcome()
                    elif source is not self._machine:
                        self._hear(source)
                    else:
                        self._print()

    def begin_anew(self, machine: socket.socket) -> None:
        """Another machine takes the place of this one, which will end now; nothing is printed yet."""
        machine.settimeout(1)
        with self._turn:
            self._sources = [machine, *(source for source in self._sources if source is not self._machine)]
            self._machine = machine
            self._log.seek(0)
            self._log.truncate()
            for guest in self._guests():
                self._tell(guest, CLEAR)

    def _guests(self) -> list[socket.socket]:
        return [source for source in self._sources if source not in (self._machine, self._listener)]

    def _print(self) -> None:
        printed = receive(self._machine)
        self._log.write(printed)
        if not printed:
            self._sources.remove(self._machine)
        for guest in self._guests():
            self._tell(guest, printed)
            if not printed:
                self._dismiss(guest)

    def _welcome(self) -> None:
        guest, _ = self._listener.accept()
        guest.settimeout(1)  # who does not take what is printed must not stop the machine
        self._sources.append(guest)
        self._tell(guest, os.pread(self._log.fileno(), self._log.tell(), 0))
        if self._machine not in self._sources:
            self._dismiss(guest)

    def _hear(self, guest: socket.socket) -> None:
        typed = receive(guest)
        if not typed:
            self._dismiss(guest)
        elif self._machine in self._sources:
            with suppress(OSError):
                self._machine.sendall(typed)

    def _tell(self, guest: socket.socket, text: bytes) -> None:
        try:
            guest.sendall(text)
        except TimeoutError:
            self._dismiss(guest)
        except OSError:
            pass  # it has left, but what it typed may still be waiting: _hear will come to its end

    def _dismiss(self, guest: socket.socket) -> None:
        if guest in self._sources:
            self._sources.remove(guest)
            guest.close()


def receive(connection: socket.socket) -> bytes:
    """What has arrived; nothing at the end."""
    try:
        return connection.recv(1 << 16)
    except OSError:
        return b""


def join(folder: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(folder / SOCKET))
    return connection


def transcript(folder: Path) -> bytes:
    """All that the machine has printed."""
    with join(folder) as connection:
        connection.shutdown(socket.SHUT_WR)  # a guest who will type nothing is sent off, after its welcome
        text = b""
        while part := receive(connection):
            text += part
    return text


@contextmanager
def raw_keys() -> Iterator[None]:
    """Every key goes to the machine, at once and unseen: the machine echoes."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(0)
    now = termios.tcgetattr(0)
    now[0] &= ~(termios.ICRNL | termios.IXON)
    now[1] &= ~termios.OPOST
    now[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(0, termios.TCSADRAIN, now)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def use(connection: socket.socket) -> bool:
    """Joins this terminal and the machine's console, until Ctrl-] or the end of the machine; whether it is still there."""
    sources = [connection, sys.stdin]
    with raw_keys():
        while connection in sources:
            for source in select.select(sources, [], [])[0]:
                data = receive(connection) if source is connection else os.read(0, 4096)
                if source is connection:
                    os.write(1, data)
                else:
                    with suppress(OSError):  # the machine has just ended
                        connection.sendall(data.partition(LEAVE)[0])
                    if LEAVE in data:
                        return True
                if not data:
                    sources.remove(source)
    return False


def sessions() -> Path:
    """Where all sessions have their folders. The path of a socket must not be much longer than 100 bytes."""
    folder = tempfile.gettempdir()
    return Path(folder if len(folder) < 70 else "/tmp")


def newest() -> Optional[Path]:
    """The folder of the newest session that still runs."""
    running = []
    for folder in sessions().glob(PREFIX + "*"):
        with suppress(OSError):
            join(folder).close()
            running.append((folder.stat().st_mtime, folder))
    return max(running)[1] if running else None


def wait_to_leave() -> None:
    """The machine's last words are to be read before whoever looks on goes."""
    print("\r\nThe machine is off. Ctrl-] leaves.", flush=True)
    with raw_keys():
        while (keys := os.read(0, 4096)) and LEAVE not in keys:
            pass


def main() -> None:
    stay = "--stay" in sys.argv[1:2]
    folders = sys.argv[1 + stay :]
    folder = Path(folders[0]) if folders else newest()
    if folder is None:
        sys.exit("console: no machine is being debugged here: make gdb starts one")
    print("The console of the machine. Ctrl-] leaves.", flush=True)
    if not use(join(folder)) and stay:
        wait_to_leave()


if __name__ == "__main__":
    main()
