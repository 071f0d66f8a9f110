#!/usr/bin/python3 -B
# scripts/classroom/classroom.py: make class: a session of gdb in a window of three panes: dashboard, gdb, console.
"""The window is tmux's, on a server of its own in the session's folder. Whatever ends one pane ends the session, and
the session leaves nothing behind: no process, no file."""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Optional

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent / "gdb"))

import session  # noqa: E402
import traps  # noqa: E402

LEAST = (80, 24)  # columns and lines of a terminal that has room for three panes
PANES = 3
PATIENCE = 5  # seconds until what does not end by itself is ended


class Window:
    """A tmux with the panes, whose socket is in the session's folder."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._client: Optional[subprocess.Popen[bytes]] = None
        # Inside another tmux this one is a terminal like any other.
        self._environment = {name: text for name, text in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        self._environment["STILE_SESSION"] = str(folder)

    def tmux(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["tmux", "-S", str(self._folder / "tmux.sock"), *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True)

    def open(self, machine: str, panes: list[list[str]]) -> None:
        size = os.get_terminal_size()
        first, *others = [shlex.join(["exec", *command]) for command in panes]
        width, height = str(size.columns), str(size.lines)
        done = self.tmux("-f", str(HERE / "tmux.conf"), "new-session", "-d", "-s", "class", "-x", width, "-y", height, first)
        if done.returncode:
            sys.exit(f"make class: tmux does not start: {done.stderr.strip()}")
        self.tmux("set", "-g", "@machine", machine)
        for number, command in enumerate(others):
            self.tmux("split-window", "-t", f"class:.{number}", command)
            self.tmux("select-layout", "-t", "class", "even-vertical")  # or there is no room for the next one
        self.tmux("set-hook", "-R", "-w", "-t", "class", "window-resized")  # arrange them
        self.tmux("select-pane", "-t", "class:.1")

    def attach(self) -> int:
        """Until a pane has ended, or the user has left."""
        if len(self._pids()) < PANES:
            sys.exit("make class: one of the three panes has ended at once. make gdb may tell why")
        command = ["tmux", "-S", str(self._folder / "tmux.sock"), "attach", "-t", "class"]
        self._client = subprocess.Popen(command, env=self._environment)
        return self._client.wait()

    def close(self) -> None:
        """Ends what still runs in the panes. With the last of them, tmux ends by itself."""
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while self.tmux("has-session", "-t", "class").returncode == 0:
            if time.monotonic() > end:
                self.tmux("kill-server")
            time.sleep(0.02)
        if self._client:
            self._client.wait()  # it leaves the terminal as it was

    def _pids(self) -> list[int]:
        return [int(pid) for pid in self.tmux("list-panes", "-t", "class", "-F", "#{pane_pid}").stdout.split()]


def hold(arguments: argparse.Namespace, folder: Path, gdb_socket: Path) -> int:
    """Runs a class on a machine that waits."""
    log = traps.TrapLog(folder)
    session.in_background(log.serve)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for gdb
    gdb = [
        *session.gdb_command(arguments, gdb_socket, "-x", str(HERE / "observe.py")),
        # Once gdb is there: QEMU writes a line about each trap.
        *("-ex", f"monitor logfile {folder / traps.PIPE}", "-ex", "monitor log int"),
        *("-ex", "python print('continue lets the machine run, Ctrl-C stops it. docs/class.md tells more.')"),
    ]
    board = [sys.executable, "-B", str(HERE / "dashboard.py"), str(folder)]
    console = [sys.executable, "-B", str(HERE.parent / "gdb" / "console.py"), "--stay", str(folder)]
    window = Window(folder)
    try:
        window.open(arguments.title or "a class", [board, gdb, console])
        return window.attach()
    finally:
        window.close()


def look_before() -> None:
    """What is missing for a class is said before a machine is started."""
    if not shutil.which("tmux"):
        sys.exit("make class: there is no tmux: ./scripts/setup.sh class installs it (on Debian: apt-get install tmux)."
                 " make gdb works without.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.exit("make class: this is no terminal. make gdb works without one.")
    size = os.get_terminal_size()
    if size.columns < LEAST[0] or size.lines < LEAST[1]:
        sys.exit(f"make class: this terminal has {size.columns} columns and {size.lines} lines, and three panes need"
                 f" {LEAST[0]} and {LEAST[1]}: enlarge it, or choose a smaller font. make gdb works in any.")


if __name__ == "__main__":
    look_before()
    sys.exit(session.main(hold))
