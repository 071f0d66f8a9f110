# scripts/gdb/commands/rewinding.py: the commands for a recording (make replay): where this is, back, anywhere, who wrote.
"""gdb itself has reverse-stepi, reverse-step, reverse-next, reverse-finish and reverse-continue."""

import gdb

import hart
import kernel
import rewind
import sv39

from . import Command, no_argument
from .calls import Syscall, call_in_words

RAM_START = 0x80000000


class When(Command):
    """when: where in the recording this is: how many instructions were executed, in which mode and process, for which call."""

    def run(self, argument: str) -> None:
        no_argument(argument, "when")
        instruction, end = rewind.span()
        print(f"instruction {instruction} of {end}: {hart.headline()}")
        if registers := Syscall.saved():
            print(f"for {call_in_words(registers, hart.process().personality == 'Linux')}")


class Goto(Command):
    """goto N: go to where N instructions of the recording were executed; goto start, goto end.
    when tells the number of a place. No breakpoint is in the way."""

    def run(self, argument: str) -> None:
        instruction, end = rewind.span()
        goal = {"start": 0, "end": end}.get(argument)
        if goal is None:
            goal = number(argument, "goto N, goto start or goto end: N is a number of instructions, such as when tells")
        if not 0 <= goal <= end:
            raise gdb.GdbError(f"this recording goes from instruction 0 to {end}")
        rewind.move(f"goto {goal}")


class Back(Command):
    """back: undo the last move, whatever it was: go to where the machine stopped before. back N: undo the last N moves.
    reverse-stepi, reverse-step, reverse-next and reverse-continue go back to where it did not stop."""

    def run(self, argument: str) -> None:
        usage = "back, or back N: N is how many moves are undone"
        moves = number(argument, usage) if argument else 1
        rewind.span()
        if moves < 1:
            raise gdb.GdbError(f"usage: {usage}")
        if moves >= len(rewind.visited):
            raise gdb.GdbError(f"moves that can be undone: {len(rewind.visited) - 1}. reverse-stepi and others lead further back")
        place = rewind.visited[-1 - moves]
        del rewind.visited[-moves:]
        rewind.move(f"goto {place.instruction} {place.pc:#x}")


class WhoWrote(Command):
    """whowrote EXPRESSION: go back to the last instruction before here that changed this variable, or this memory.
    It shows the value before and after, and stops before that instruction: stepi executes it, and back returns to where
    you were. What the kernel writes into a program's memory counts, too."""

    COMMAND = "whowrote"

    def run(self, argument: str) -> None:
        origin, _ = rewind.span()
        if not argument:
            raise gdb.GdbError("usage: whowrote EXPRESSION")
        value = gdb.parse_and_eval(argument)
        if value.address is None:
            raise gdb.GdbError(f"{argument} is not in memory: whowrote cannot tell of registers and computed values")
        after = value.format_string()
        address, size = int(value.address) & kernel.MASK, value.type.sizeof
        place = physical(address, size)
        alias = f" {address:#x}" if place != address else ""
        rewind.move(f"goto write {place:#x} {size}{alias}")
        if rewind.span()[0] == origin:
            raise gdb.GdbError(f"no instruction before here has changed {argument}, or you have interrupted the search")
        before = gdb.Value(place).cast(value.type.pointer()).dereference().format_string()
        print(f"{argument}: {before} -> {after}")


def number(text: str, usage: str) -> int:
    try:
        return int(gdb.parse_and_eval(text))
    except (gdb.error, TypeError):
        raise gdb.GdbError(f"usage: {usage}")


def physical(address: int, size: int) -> int:
    """Where that is, for the program that runs as its page tables say. The kernel uses physical addresses."""
    if address % sv39.PAGE_SIZE + size > sv39.PAGE_SIZE:
        raise gdb.GdbError("that is in more than one page: ask for a smaller part of it")
    place = sv39.translate(kernel.read_word, hart.register("satp"), address)
    if place is None and not 0 <= address - RAM_START < int(kernel.variable("platform")["memory_size"]):
        raise gdb.GdbError(f"nothing is mapped at {address:#x}")
    return address if place is None else place


COMMANDS = (When, Goto, Back, WhoWrote)
