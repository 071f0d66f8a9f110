# scripts/gdb/commands/calls.py: the commands about system calls: the one that is under way, and the table of all.

from functools import lru_cache
from typing import NamedTuple, Optional

import gdb

import hart
import kernel
from syscall_names import CALLS

from . import Command


class Call(NamedTuple):
    number: int
    name: str
    parameters: tuple[tuple[str, str], ...]  # type and name of each
    result: str
    text: str  # what it does

    @property
    def prototype(self) -> str:
        return f"{self.result} {self.name}({', '.join(f'{kind} {name}' for kind, name in self.parameters)})"


BY_NAME = {name: (name, *more) for name, *more in CALLS.values()}


def calls() -> dict[int, Call]:
    """By the numbers that this kernel has for them: one that was built with SHUFFLE= has others than the table."""
    return _calls(kernel.image())


@lru_cache(maxsize=None)
def _calls(_: gdb.Objfile) -> dict[int, Call]:
    names = {field.name.removeprefix("call_"): field.enumval for field in kernel.type_of("CallNumber").fields()}
    return {names[name]: Call(names[name], *call) for name, call in BY_NAME.items() if name in names}


# --- one call in words ---


def call_in_words(a: list[int], is_linux: bool) -> str:
    """By the registers a0 to a7: 4 write(fd=1, bytes=0x1234, count=6)"""
    if is_linux:
        return linux_call_in_words(a)
    call = calls().get(a[0])
    if not call:
        return f"{a[0]} is no system call"
    words = [argument_in_words(kind, value, name) for (kind, name), value in zip(call.parameters, a[1:])]
    return f"{a[0]} {call.name}({', '.join(words)})"


def linux_call_in_words(a: list[int]) -> str:
    """The number is in a7, and gdb knows no parameters."""
    names = {field.enumval: field.name.removeprefix("linux_call_") for field in kernel.type_of("LinuxCall").fields()}
    return f"{a[7]} {names.get(a[7], 'which is no call here')}({', '.join(f'{value:#x}' for value in a[:6])}), of Linux"


def argument_in_words(kind: str, value: int, name: str) -> str:
    """Addresses in hexadecimal; of a number that is 32 bits wide, what the kernel sees of it."""
    if kind in ("Str", "Mapping") or "<" in kind:
        return f"{name}={value:#x}"
    bits = 64 if kind in ("usize", "u64", "i64") else 32
    value &= (1 << bits) - 1
    signed = kind not in ("usize", "u64", "u32")
    return f"{name}={value - (1 << bits) if signed and value >> (bits - 1) else value}"


class Syscall(Command):
    """syscall: the system call that is under way here, with its arguments.
    In the kernel: the call that brought the program here. In a program: the one that its next ecall would make."""

    def run(self, argument: str) -> None:
        process = hart.process()
        registers = [hart.register(f"a{n}") for n in range(8)] if hart.privilege() == 0 else self.saved()
        if not registers:
            raise gdb.GdbError("no system call is under way here")
        print(call_in_words(registers, process.personality == "Linux"))

    @staticmethod
    def saved() -> Optional[list[int]]:
        """a0 to a7 as the vector has saved them, or will: then they are still as they came."""
        ecall_from_user = 8
        for trap in hart.traps():
            if trap.from_program and int(trap.frame["cause"]) == ecall_from_user:
                return [int(trap.frame["a"][n]) for n in range(8)]
        if hart.privilege() == kernel.own_privilege() and hart.is_being_saved() and hart.csr("cause") == ecall_from_user:
            return [hart.register(f"a{n}") for n in range(8)]
        return None


class Syscalls(Command):
    """syscalls [WORD]: the table of system calls, or what it has with this word: number, prototype, and what it does.
    The numbers are those of the kernel that gdb knows."""

    NEEDS_MACHINE = False

    def run(self, argument: str) -> None:
        found = [call for call in calls().values() if argument.lower() in f"{call.prototype} {call.text}".lower()]
        if not found:
            raise gdb.GdbError(f"no call has the word {argument} in its row")
        for call in sorted(found):
            print(f"{call.number:3} {call.prototype}\n      {call.text}")


COMMANDS = (Syscall, Syscalls)
