# scripts/gdb/commands/calls.py: the commands about system calls: the one that is under way, and the table of all.

import gdb

import hart
import kernel
from syscall_names import CALLS

from . import Command


def call_in_words(registers: list[int]) -> str:
    """By a0 to a7: 4 write(fd=1, bytes=0x1234, count=6)"""
    if registers[0] not in CALLS:
        return f"{registers[0]} is no system call"
    name, parameters = CALLS[registers[0]]
    words = [argument_in_words(kind, value, what) for (kind, what), value in zip(parameters, registers[1:])]
    return f"{registers[0]} {name}({', '.join(words)})"


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
        print(call_in_words(self.of_trap_frame() or self.of_program()))

    @staticmethod
    def of_trap_frame() -> list[int]:
        """a0 to a7 as the vector saved them; nothing if no frame here has them."""
        frame = gdb.newest_frame()
        while frame and kernel.is_kernel(frame.pc()):
            if frame.name() == "dispatch":
                saved = frame.read_var("frame")["a"]
                return [int(saved[n]) for n in range(8)]
            frame = frame.older()
        return []

    @staticmethod
    def of_program() -> list[int]:
        if kernel.is_kernel(hart.pc()):
            raise gdb.GdbError("no system call is under way here")
        return [hart.register(f"a{n}") for n in range(8)]


COMMANDS = (Syscall,)
