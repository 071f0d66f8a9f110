#!/usr/bin/python3 -B
# scripts/classroom/dashboard.py: the dashboard of make class: shows where the machine is, after each stop of gdb.
"""observe.py, in gdb, writes the session's file state.json anew at each stop; here it is drawn, as large as the pane is."""

import json
import os
import select
import sys
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from drawing import Painter  # noqa: E402
from sections import State, board  # noqa: E402

STATE = "state.json"
TICK = 0.05  # seconds between two looks
SETTLED = 0.3  # seconds: a machine that runs no longer than that is on a step, and not worth a word


@contextmanager
def quiet_terminal() -> Iterator[None]:
    """On the other screen, without a cursor; what is typed is not shown."""
    before = termios.tcgetattr(0)
    now = termios.tcgetattr(0)
    now[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(0, termios.TCSADRAIN, now)
    sys.stdout.write("\x1b[?1049h\x1b[?25l\x1b[2J")
    try:
        yield
    finally:
        sys.stdout.write("\x1b[?25h\x1b[?1049l")
        sys.stdout.flush()
        termios.tcsetattr(0, termios.TCSADRAIN, before)


class Source:
    """The state, read anew when there is another one."""

    def __init__(self, folder: Path):
        self._path = folder / STATE
        self._seen = (0, 0)
        self.state: State = {"trouble": "waiting for gdb"}

    def look(self) -> None:
        try:
            status = self._path.stat()
            if (status.st_ino, status.st_mtime_ns) == self._seen:
                return
            new = json.loads(self._path.read_text())
        except FileNotFoundError:
            return
        # A step runs, too, for a moment.
        if new.get("running") and time.time() - status.st_mtime < SETTLED:
            return
        self._seen = (status.st_ino, status.st_mtime_ns)
        self.state = new


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER    (of a session: make class starts one)")
    source, painter = Source(Path(sys.argv[1])), Painter()
    with quiet_terminal():
        while True:
            if select.select([0], [], [], TICK)[0] and os.read(0, 100)[:1] in (b"q", b""):
                return
            source.look()
            size = os.get_terminal_size(1)
            painter.paint(board(source.state, size.columns, size.lines), size.columns, size.lines)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
