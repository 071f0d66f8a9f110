# scripts/gdb/rewind.py: commands for a recording that is replayed (make replay): where this is, and back, and anywhere.
"""gdb itself has reverse-step, reverse-continue and so on. A place in a recording is the number of instructions that were
executed before; replay.py, between gdb and QEMU, leads to it."""

import re
from typing import NamedTuple, Optional

import gdb

import sv39

NO_REPLAY = "this machine is not replayed from a recording: make record makes one, and make replay goes back and forth in it"
RAM_START = 0x80000000
WORD = (1 << 64) - 1


class Command(gdb.Command):
    """A command that has the name of its class, in small letters. Its help is the text of the class."""

    def __init__(self) -> None:
        super().__init__(type(self).__name__.lower(), gdb.COMMAND_RUNNING)


class Place(NamedTuple):
    """Here: how many instructions were executed, and how many there are."""

    instruction: int
    end: int


def here() -> Place:
    try:
        said = gdb.execute("monitor where", to_string=True)
    except gdb.error:
        raise gdb.GdbError("there is no machine any more")
    match = re.fullmatch(r"(\d+) of (\d+)\n", said)
    if not match:
        raise gdb.GdbError(NO_REPLAY)
    return Place(int(match[1]), int(match[2]))


def go_to(instruction: int) -> None:
    """gdb believes that this is a step, shows where it led, and can interrupt it."""
    gdb.execute(f"monitor goto {instruction}", to_string=True)
    gdb.execute("stepi")


# --- when, goto, back ---


class When(Command):
    """when: where in the recording this is: how many instructions were executed until here, and who runs."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        place = here()
        print(f"instruction {place.instruction} of {place.end}, {who()}")


class Goto(Command):
    """goto N: go to where N instructions of the recording were executed; goto start, goto end.
    when tells the number of a place."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        place = here()
        goal = {"start": 0, "end": place.end}.get(argument.strip())
        if goal is None:
            goal = number(argument, "goto N, goto start or goto end")
        if not 0 <= goal <= place.end:
            raise gdb.GdbError(f"the recording has instructions 0 to {place.end}")
        if goal == place.instruction:
            gdb.execute("frame")
        else:
            go_to(goal)


class Back(Command):
    """back: undo the last move, whatever it was: go to where the machine was before it. back N: undo the last N.
    gdb's reverse-stepi, reverse-step and reverse-next go where no move has been."""

    visited = [0]  # where the machine has stopped

    def invoke(self, argument: str, from_tty: bool) -> None:
        moves = number(argument, "back, or back N") if argument else 1
        place = here()
        if moves < 1:
            raise gdb.GdbError("back N: N is how many moves are undone, from 1 on")
        if moves >= len(self.visited):
            raise gdb.GdbError(f"there are {len(self.visited) - 1} moves to undo: reverse-stepi and others go further back")
        del self.visited[-moves:]
        if self.visited[-1] == place.instruction:
            gdb.execute("frame")
        else:
            go_to(self.visited[-1])

    @classmethod
    def note(cls, _: object) -> None:
        """At each stop."""
        try:
            instruction = here().instruction
        except gdb.GdbError:
            return
        if instruction != cls.visited[-1]:
            cls.visited.append(instruction)


def number(text: str, usage: str) -> int:
    try:
        return int(gdb.parse_and_eval(text))
    except (gdb.error, TypeError):
        raise gdb.GdbError(usage)


# --- whowrote ---


class WhoWrote(Command):
    """whowrote EXPRESSION: go back to the last instruction before here that changed this variable, or this memory.
    It shows the value before and after it, and stops before it: stepi executes it; back returns to where you were."""

    def invoke(self, argument: str, from_tty: bool) -> None:
        origin = here()
        try:
            value = gdb.parse_and_eval(argument)
            after = value.format_string()
        except gdb.error as error:
            raise gdb.GdbError(str(error))
        if value.address is None:
            raise gdb.GdbError(f"whowrote EXPRESSION: {argument} is not in memory")
        address, size = int(value.address), value.type.sizeof
        place = self.physical(address)
        if place is None:
            raise gdb.GdbError(f"{argument}: nothing is mapped at {address:#x}")
        alias = f" {address:#x}" if place != address else ""
        gdb.execute(f"monitor goto write {place:#x} {size}{alias}", to_string=True)
        said = gdb.execute("stepi", to_string=True)
        if here() == origin:
            raise gdb.GdbError(f"no instruction before here has changed {argument}")
        before = gdb.Value(place).cast(value.type.pointer()).dereference().format_string()
        print(said + f"{argument}: {before} -> {after}")

    @staticmethod
    def physical(address: int) -> Optional[int]:
        """Where it is: for the program that runs as its page tables say; the kernel uses physical addresses."""
        satp = int(gdb.parse_and_eval("$satp")) & WORD
        place = sv39.translate(read_word, satp, address)
        is_kernels = 0 <= address - RAM_START < int(gdb.parse_and_eval("platform.memory_size"))
        return address if place is None and is_kernels else place


def read_word(place: int) -> int:
    return int.from_bytes(gdb.selected_inferior().read_memory(place, 8), "little")


# --- who runs ---


def who() -> str:
    """The privilege of the hart, and whose thread has it."""
    user = int(gdb.parse_and_eval("$priv")) == 0
    try:
        process = thread()["process"]
        process.fetch_lazy()
    except gdb.MemoryError:  # before there was any thread
        return "at boot"
    if not process:
        return "in the kernel, which has nothing else to do"
    name = f"{process['name'].string()} (pid {process['pid']['number_']})"
    return f"in {name}" if user else f"in the kernel for {name}"


def thread() -> gdb.Value:
    """The thread that runs. In a program, xscratch has its frame; in the vector either that or sp does; else tp is it."""
    registers = {name: int(gdb.parse_and_eval(f"(unsigned long)${name}")) for name in ("priv", "pc", "sp", "tp", "mscratch")}
    in_vector = gdb.execute("info symbol $pc", to_string=True).startswith("trap_")
    at = registers["tp"]
    if registers["priv"] == 0 or in_vector:
        frame = registers["mscratch"] if registers["mscratch"] >= RAM_START else registers["sp"]
        at = int(gdb.parse_and_eval(f"((TrapFrame*){frame:#x})->kernel_tp"))
    return gdb.parse_and_eval(f"*(Thread*){at:#x}")


for command in (When, Goto, Back, WhoWrote):
    command()
gdb.events.stop.connect(Back.note)
