# scripts/gdb/commands/__init__.py: the commands of our own, a file for each topic; here, what they have in common.

import re
from contextlib import contextmanager
from typing import Iterator

import gdb

import hart
import kernel


class Command(gdb.Command):
    """A command that has the name of its class: NextEcall is next-ecall. Its help is the text of the class."""

    COMMAND = ""  # another one
    NEEDS_MACHINE = True

    def __init__(self) -> None:
        super().__init__(self.COMMAND or name_of(type(self)), gdb.COMMAND_USER)

    def invoke(self, argument: str, from_tty: bool) -> None:
        with errors_in_words():
            if self.NEEDS_MACHINE and not gdb.selected_thread():
                raise gdb.GdbError("no machine is attached, or it has ended: `make gdb` starts one")
            self.run(argument.strip())

    def run(self, argument: str) -> None:
        raise NotImplementedError


def name_of(kind: type) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


@contextmanager
def errors_in_words() -> Iterator[None]:
    """What gdb says of a trouble in Python would begin with Python."""
    try:
        yield
    except gdb.GdbError:
        raise
    except gdb.MemoryError as problem:
        raise gdb.GdbError(why_unreadable(str(problem)))
    except gdb.error as problem:
        raise gdb.GdbError(str(problem))


def why_unreadable(problem: str) -> str:
    if gdb.selected_thread() and hart.is_in_firmware() and not hart.register("satp"):
        return (
            f"hart {hart.number()} is in OpenSBI, and has no page tables of the kernel's: what the kernel knows cannot be read."
            " `break kernel_main` and `continue` lead on, or `stepi`"
        )
    return f"{problem}: nothing is there, or not yet, or a pointer is damaged"


def no_argument(argument: str, usage: str) -> None:
    if argument:
        raise gdb.GdbError(f"usage: {usage}")


def pid_in(argument: str, usage: str) -> int:
    """A number, or an expression that has one as its value; 0: there was no argument."""
    if not argument:
        return 0
    try:
        pid = int(gdb.parse_and_eval(argument))
    except gdb.error:
        pid = 0
    if pid <= 0:
        raise gdb.GdbError(f"{argument} is no number of a process. usage: {usage}")
    return pid


def process_for(argument: str, usage: str) -> kernel.Process:
    """The one that is meant: by its number, or the one that runs here."""
    pid = pid_in(argument, usage)
    return kernel.process(pid) if pid else hart.process()


def on_or_off(argument: str, usage: str) -> bool:
    if argument not in ("on", "off"):
        raise gdb.GdbError(f"usage: {usage}")
    return argument == "on"
