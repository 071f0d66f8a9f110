# scripts/gdb/commands/terminal.py: the commands for the machine's console, without leaving gdb.

import os
from pathlib import Path

import gdb

import console
import rewind

from . import Command


def session() -> Path:
    """The folder of the session that started this gdb; for a gdb started otherwise, of the newest one."""
    folder = os.environ.get("STILE_SESSION") or console.newest()
    if not folder:
        raise gdb.GdbError("no session of make gdb or make qemu-gdb runs: the console is elsewhere")
    return Path(folder)


class Console(Command):
    """console: show what the machine has printed since the last time."""

    NEEDS_MACHINE = False
    shown = 0

    def run(self, argument: str) -> None:
        try:
            printed = console.transcript(session())
        except OSError as problem:
            raise gdb.GdbError(f"the session is over: {problem}")
        text = printed[self.shown if self.shown <= len(printed) else 0 :]  # less than then: who rewinds sees all of it
        Console.shown = len(printed)
        gdb.write(text.decode(errors="replace").replace("\r\n", "\n"))
        if text and not text.endswith(b"\n"):
            gdb.write("\n")


class Type(Command):
    """type TEXT: type a line at the console of the machine, which reads it as soon as it runs."""

    NEEDS_MACHINE = False

    def run(self, argument: str) -> None:
        if rewind.is_replay():
            raise gdb.GdbError("nobody can type into a recording: it hears what was typed when it was made")
        try:
            with console.join(session()) as connection:
                connection.sendall(argument.encode() + b"\r")
        except OSError as problem:
            raise gdb.GdbError(f"the session is over: {problem}")


COMMANDS = (Console, Type)
