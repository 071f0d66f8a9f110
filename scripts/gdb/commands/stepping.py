# scripts/gdb/commands/stepping.py: the commands that run the machine: to an ecall, into the kernel, and out of it.

import re
from typing import Iterator, Optional

import gdb

import banner
import hart
import kernel
import sv39

from . import Command, no_argument, on_or_off

ECALL = b"\x73\0\0\0"

# QEMU's flags for steps: whether they are single, and what is held back meanwhile.
SSTEP_ENABLE, SSTEP_NO_INTERRUPTS, SSTEP_NO_TIMER = 1, 2, 4


# --- within one function ---


def function_block(pc: int) -> Optional[gdb.Block]:
    """The whole function that this address is in, whatever was inlined into it; none where debug information lacks."""
    block, outermost = gdb.block_for_pc(pc), None
    while block:
        outermost = block if block.function else outermost
        block = block.superblock
    return outermost


def caller_sp() -> Optional[int]:
    """Tells two calls of a function from each other: the stack pointer of the caller, if there is one."""
    frame = gdb.newest_frame()
    while frame.type() == gdb.INLINE_FRAME:
        frame = frame.older()
    caller = frame.older()
    return int(caller.read_register("sp")) if caller else None


class Arrival(gdb.Breakpoint):
    """Stops once at an address, but only in the same call of this function: an interrupt may come by there before."""

    def __init__(self, address: int):
        super().__init__(f"*{address:#x}", internal=True, temporary=True)
        self.silent = True
        self._caller_sp = caller_sp()

    def stop(self) -> bool:
        return caller_sp() == self._caller_sp


class Reach(Command):
    """reach INSTRUCTION: run to the next instruction of that name further down in this function.
    reach ecall in a program, and stepi, lead into the kernel; reach mret (in supervisor mode sret) in trap_vector, and
    stepi, lead back. next-ecall, into and out do not depend on the function."""

    def run(self, argument: str) -> None:
        frame = gdb.newest_frame()
        block = function_block(frame.pc())
        if not block:
            raise gdb.GdbError("this code has no debug information")
        for instruction in frame.architecture().disassemble(frame.pc(), block.end - 1):
            if instruction["asm"].split()[0] == argument:
                with banner.later():
                    self.run_to(instruction["addr"])
                return
        raise gdb.GdbError(f"no {argument} further down in {block.function.name}")

    @staticmethod
    def run_to(address: int) -> None:
        if gdb.newest_frame().pc() != address:
            arrival = Arrival(address)
            gdb.execute("continue")
            if arrival.is_valid():
                arrival.delete()  # something else came first, and gdb has shown it
            else:
                gdb.execute("frame")
        gdb.execute("x/i $pc")


# --- through the kernel ---


class Waypoint(gdb.Breakpoint):
    """Stops at an address, if it is a certain thread that comes by there, or any thread of a certain process."""

    def __init__(self, address: int, *, thread: int = 0, process: int = 0):
        super().__init__(f"*{address:#x}", internal=True)
        self.silent = True
        self._thread = thread
        self._process = process
        self.is_reached = False

    def stop(self) -> bool:
        self.is_reached = self.is_meant()
        return self.is_reached

    def is_meant(self) -> bool:
        here = hart.current_thread()
        return here is not None and (int(here) == self._thread or int(here["process"]) == self._process != 0)


class WayOut(Waypoint):
    """The last instruction of the trap vector, when it leads this thread back to its program."""

    def __init__(self, thread: int):
        super().__init__(hart.return_address(), thread=thread)

    def is_meant(self) -> bool:
        return super().is_meant() and hart.previous_privilege(hart.csr("status")) == 0


def run_to_one_of(waypoints: list[Waypoint]) -> Optional[Waypoint]:
    """The one that was reached; none if something else came first, and gdb has shown it."""
    try:
        gdb.execute("continue")
        return next((waypoint for waypoint in waypoints if waypoint.is_reached), None)
    finally:
        for waypoint in waypoints:
            waypoint.delete()


def show_place() -> None:
    gdb.execute("frame")
    gdb.execute("x/i $pc")


def ecalls(process: kernel.Process) -> Iterator[int]:
    """Wherever its program has the four bytes of an ecall: no program comes to the middle of another instruction. This
    process runs here, so that its memory can be read."""
    for region in kernel.regions(process):
        if not region.executable:
            continue
        code = code_of(region)
        at = code.find(ECALL)
        while at >= 0:
            if at % 2 == 0:
                yield region.start + at
            at = code.find(ECALL, at + 1)


def code_of(region: kernel.Region) -> bytes:
    """Zeros for what is not there yet."""
    code = b""
    for page in range(region.start, region.end, sv39.PAGE_SIZE):
        try:
            code += bytes(gdb.selected_inferior().read_memory(page, sv39.PAGE_SIZE))
        except gdb.MemoryError:
            code += bytes(sv39.PAGE_SIZE)
    return code


class NextEcall(Command):
    """next-ecall: run to the next system call of the program that runs here, or that called the kernel.
    It stops in the program, before the ecall; into leads on. Other processes that run meanwhile are let pass."""

    def run(self, argument: str) -> None:
        no_argument(argument, "next-ecall")
        process = hart.process()
        pointer = int(process.pointer)
        end = Waypoint(kernel.address_of("exit_process"), process=pointer)
        with banner.later():
            reached = run_to_one_of([end, *(Waypoint(place, process=pointer) for place in ecalls(process))])
            if reached is end:
                print(f"process {process.pid} ({process.name}) ends without another system call")
            if reached:
                show_place()


class Into(Command):
    """into: from an ecall into the kernel: one instruction, to the first one of trap_vector.
    next-ecall leads to the next ecall, and out back into the program."""

    def run(self, argument: str) -> None:
        no_argument(argument, "into")
        if hart.privilege() != 0:
            raise gdb.GdbError("the hart is in the kernel already: out leads back to the program")
        if gdb.selected_inferior().read_memory(hart.pc(), len(ECALL)).tobytes() != ECALL:
            raise gdb.GdbError("the next instruction is no ecall: next-ecall leads to one")
        step_through()


class Out(Command):
    """out: run until this thread is back in its program, just after the mret or sret that leads there.
    That need not be where it left: a signal leads to its handler, and exec to another program."""

    def run(self, argument: str) -> None:
        no_argument(argument, "out")
        if hart.privilege() == 0:
            raise gdb.GdbError("the hart is in the program: next-ecall and into lead to the kernel")
        process = hart.process()
        thread = int(hart.current_thread())
        way_out = WayOut(thread)
        end = Waypoint(kernel.address_of("scheduler::exit_thread"), thread=thread)
        with banner.later():
            is_there = hart.pc() == hart.return_address() and way_out.is_meant()
            reached = way_out if is_there else run_to_one_of([way_out, end])
            if reached is way_out:
                step_through()
            elif reached is end:
                print(f"this thread of process {process.pid} ({process.name}) ends, and does not come back")
                show_place()


# --- what steps do ---


def traps_are_stepped() -> bool:
    return gdb.parameter("osabi") == "none"


def step_traps(on: bool) -> None:
    """What gdb takes for a program of Linux, it steps with breakpoints of its own: see stile.gdb."""
    gdb.execute(f"set osabi {'none' if on else 'GNU/Linux'}", to_string=True)


def step_through() -> None:
    """One instruction, whatever steptraps says."""
    before = traps_are_stepped()
    step_traps(True)
    try:
        gdb.execute("stepi")
    finally:
        step_traps(before)


class Steptraps(Command):
    """steptraps on|off: whether stepi and step go through traps.
    On, as it is at first: stepi at an ecall leads into the kernel, and at mret or sret back. Off: stepi takes an ecall for
    one instruction of the program, with all that the kernel does; but stepi in the kernel's trap_return is lost then."""

    def run(self, argument: str) -> None:
        if argument:
            step_traps(on_or_off(argument, "steptraps on, or steptraps off"))
        print(f"steps {'go through' if traps_are_stepped() else 'pass over'} traps")


class Stepirq(Command):
    """stepirq on|off: whether an interrupt may come while stepping.
    Off, as it is at first: steps stay in the code at hand, as QEMU holds interrupts back. On: a timer interrupt may lead
    from a program into trap_vector at any stepi."""

    def run(self, argument: str) -> None:
        if argument:
            interrupts = on_or_off(argument, "stepirq on, or stepirq off")
            flags = SSTEP_ENABLE if interrupts else SSTEP_ENABLE | SSTEP_NO_INTERRUPTS | SSTEP_NO_TIMER
            ask_qemu(f"Qqemu.sstep={flags:#x}")
        flags = int(ask_qemu("qqemu.sstep"), 16)
        print(f"interrupts {'are held back' if flags & SSTEP_NO_INTERRUPTS else 'may come'} while stepping")


def ask_qemu(packet: str) -> str:
    """Its answer to a packet of its own."""
    said = gdb.execute(f"maintenance packet {packet}", to_string=True)
    match = re.search(r'received: "(.+)"', said)
    if not match:
        raise gdb.GdbError(f"this QEMU does not know {packet}: doctor tells which one is needed")
    return match[1]


COMMANDS = (Reach, NextEcall, Into, Out, Steptraps, Stepirq)
