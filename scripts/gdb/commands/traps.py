# scripts/gdb/commands/traps.py: the commands about traps: the registers that the vector saved, the cause, control registers.

import gdb

import csr_fields
import hart
import kernel

from . import Command, no_argument
from .calls import call_in_words

REGISTERS = "ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6".split()
COLUMNS = 4
ECALL_FROM_USER = 8
ECALL = b"\x73\0\0\0"

# What `csr` shows of each mode.
SHOWN = "status tvec epc cause tval scratch ie ip".split()


class FrameTrap(Command):
    """frame trap: what the vector saved when this hart was trapped, in words.
    Where it came from, why, and all registers as they were. If an interrupt came while the kernel was at work, it comes
    first, and after it the program's trap. frame alone, and with all its arguments, is gdb's own."""

    COMMAND = "frame trap"

    def run(self, argument: str) -> None:
        no_argument(argument, "frame trap")
        being_saved = hart.privilege() != 0 and not hart.is_in_firmware() and hart.is_being_saved()
        if being_saved:
            print(f"{csr_fields.cause_in_words(hart.csr('cause'))}, and trap_vector is still saving: csr and info registers tell")
        traps = list(hart.traps())
        if not traps and not being_saved:
            raise gdb.GdbError(self.why_none())
        for trap in traps:
            self.show(trap)

    @staticmethod
    def why_none() -> str:
        if hart.privilege() == 0:
            return "the hart is in a program: no trap is under way"
        if hart.is_in_firmware():
            return f"hart {hart.number()} is in OpenSBI, which has frames of its own"
        return "no trap is under way here: the kernel runs for itself"

    @staticmethod
    def show(trap: hart.Trap) -> None:
        frame = trap.frame
        status, cause, epc = (int(frame[name]) for name in ("status", "cause", "epc"))
        print(what_happened(frame, cause, trap.from_program))
        before = hart.NAMES.get(hart.previous_privilege(status), "?")
        xpie = status >> (7 if kernel.own_privilege() == 3 else 5) & 1
        print(f"  it came from {before} mode, with interrupts {'on' if xpie else 'off'} (status {status:#x})")
        print(f"  it goes on at {epc:#x}, {kernel.place_of(epc)}" + behind_ecall(cause, epc))
        values = [(name, saved_register(frame, name)) for name in REGISTERS]
        for at in range(0, len(values), COLUMNS):
            print(" ".join(f"{name:>4} {value:016x}" for name, value in values[at : at + COLUMNS]))


def saved_register(frame: gdb.Value, name: str) -> int:
    return int(frame["a"][int(name[1:])] if name[0] == "a" else frame[name])


def what_happened(frame: gdb.Value, cause: int, from_program: bool) -> str:
    who = f", of {program_in_words()}" if from_program else ", of the kernel itself"
    if cause == ECALL_FROM_USER:
        is_linux = hart.process().personality == "Linux"
        return f"system call {call_in_words([int(frame['a'][n]) for n in range(8)], is_linux)}{who}"
    address = "" if cause & csr_fields.INTERRUPT else f", tval {int(frame['tval']):#x}"
    return f"{csr_fields.cause_in_words(cause)}{address}{who}"


def program_in_words() -> str:
    process = hart.process()
    return f"pid {process.pid} {process.name}"


def behind_ecall(cause: int, epc: int) -> str:
    """The kernel moves the pc by 4, once (trap/trap.cpp:system_call)."""
    if cause != ECALL_FROM_USER:
        return ""
    for place, words in ((epc, ", the ecall itself"), (epc - 4, ", behind the ecall")):
        try:
            if bytes(gdb.selected_inferior().read_memory(place, 4)) == ECALL:
                return words
        except gdb.MemoryError:
            pass
    return ""


class Cause(Command):
    """cause [NUMBER]: why this hart was last trapped, in words; or what a value of xcause means."""

    def run(self, argument: str) -> None:
        if argument:
            cause = int(gdb.parse_and_eval(f"(unsigned long)({argument})"))
        elif hart.is_in_firmware():
            raise gdb.GdbError(f"hart {hart.number()} is in OpenSBI, and its cause is mcause: cause $mcause decodes it")
        else:
            cause = hart.csr("cause")
        kind = "interrupt" if cause & csr_fields.INTERRUPT else "exception"
        print(f"{kind} {cause & ~csr_fields.INTERRUPT}: {csr_fields.cause_in_words(cause)}")


class Csr(Command):
    """csr [NAME]: control and status registers, and what their bits mean.
    Alone: those by which the kernel's mode handles traps, and satp, each with what is not 0 in it. With a name, such as
    mstatus: every field of that one."""

    def run(self, argument: str) -> None:
        if argument:
            self.show_fields(argument.lstrip("$"))
        else:
            prefix = "m" if hart.is_in_firmware() or kernel.own_privilege() == 3 else "s"
            print(f"privilege  {hart.privilege()}: {hart.NAMES[hart.privilege()]} mode")
            for name in [*(prefix + name for name in SHOWN), "satp"]:
                self.show_line(name)

    @staticmethod
    def show_line(name: str) -> None:
        value = hart.register(name)
        if name[1:] == "cause":
            words = [csr_fields.cause_in_words(value)]
        elif name[1:] in ("epc", "tvec"):
            words = [kernel.place_of(value)]
        else:
            fields = csr_fields.decode(name, value)
            words = [f"{each.name}={each.words if each.is_named else number(each.value)}" for each in fields if each.value]
        print(f"{name:<10} {value:#018x}  {' '.join(words)}".rstrip())

    @staticmethod
    def show_fields(name: str) -> None:
        if name not in control_registers():
            raise gdb.GdbError(f"this hart has no control register {name}: info registers csr lists them")
        value = hart.register(name)
        print(f"{name} = {value:#x}")
        for each in csr_fields.decode(name, value):
            print(f"  {each.name:<10} {number(each.value):<6} {each.words}")


def number(value: int) -> str:
    return f"{value:#x}" if value > 9 else str(value)


def control_registers() -> list[str]:
    architecture = gdb.selected_frame().architecture()
    return [register.name for register in architecture.registers("csr")]


COMMANDS = (FrameTrap, Cause, Csr)
