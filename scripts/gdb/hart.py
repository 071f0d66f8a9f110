# scripts/gdb/hart.py: what the selected hart is doing: its mode, where it is, for which thread, in which trap.
"""For the commands, the line at each stop, and whoever else wants to look: nothing here prints."""

from functools import lru_cache
from typing import Iterator, NamedTuple, Optional

import gdb

import kernel

LETTERS = {0: "U", 1: "S", 3: "M"}
NAMES = {0: "user", 1: "supervisor", 3: "machine"}


# --- registers ---


def register(name: str) -> int:
    """The hart's own, whichever frame is selected; as a number without a sign."""
    return int(gdb.newest_frame().read_register(name)) & kernel.MASK


def csr(name: str) -> int:
    """One that each mode has of its own, by the kernel's: epc is mepc or sepc."""
    return register(("m" if kernel.own_privilege() == 3 else "s") + name)


def number() -> int:
    """Of the hart: QEMU's threads are harts, counted from 1."""
    return gdb.selected_thread().ptid[1] - 1


def privilege() -> int:
    return register("priv")


def mode() -> str:
    """U, S or M."""
    return LETTERS[privilege()]


def previous_privilege(status: int) -> int:
    """Where a trap came from, and where an xret leads, by a value of xstatus (Privileged manual, 3.1.6.1 and 4.1.1)."""
    return status >> 11 & 3 if kernel.own_privilege() == 3 else status >> 8 & 1


def pc() -> int:
    return register("pc")


def is_in_firmware() -> bool:
    """OpenSBI works for a supervisor-mode kernel, or has not started it yet."""
    return privilege() > kernel.own_privilege()


def source() -> Optional[tuple[str, int]]:
    """The file and the line that the selected frame is at."""
    sal = gdb.selected_frame().find_sal()
    return (sal.symtab.fullname(), sal.line) if sal.symtab else None


# --- the thread that runs here ---


def current_thread() -> Optional[gdb.Value]:
    """A pointer to it; none while there is none, in early boot, or while OpenSBI runs.

    In a program, xscratch has the frame to be, which knows the thread. In the kernel tp is it; only in the vector tp may
    still be, or be again, the program's: then sp or xscratch is at the frame, or xscratch has tp."""
    if is_in_firmware():
        return None
    if privilege() == 0:
        return _thread_of_frame(csr("scratch"))
    if not is_in_vector():
        return _thread_at(register("tp"))
    for look, value in (
        (_thread_of_frame, csr("scratch")),
        (_thread_of_frame, register("sp")),
        (_thread_at, register("tp")),
        (_thread_at, csr("scratch")),
    ):
        thread = look(value)
        if thread is not None:
            return thread
    return None


def is_in_vector() -> bool:
    return pc() in kernel.extent_of("trap_vector")


def _thread_of_frame(frame: int) -> Optional[gdb.Value]:
    """If at this address there is the frame of a trap from a program, that is, at the end of its thread's kernel stack."""
    try:
        thread = _thread_at(int(kernel.at(frame, "TrapFrame")["kernel_tp"]))
    except gdb.MemoryError:
        return None
    return thread if thread is not None and frame_at_end(thread) == frame else None


def _thread_at(address: int) -> Optional[gdb.Value]:
    """If at this address there is a thread that runs on this hart."""
    here = int(kernel.variable("cpus")[number()].address)
    thread = kernel.at(address, "Thread")
    try:
        return thread if address and int(thread["cpu"]) == here else None
    except gdb.MemoryError:
        return None


def frame_at_end(thread: gdb.Value) -> int:
    """Where the vector saves the registers of a thread's program."""
    return int(thread["stack_limit"]) + int(kernel.variable("kKernelStackSize")) - kernel.type_of("TrapFrame").sizeof


def thread() -> Optional[kernel.Thread]:
    pointer = current_thread()
    return kernel.thread_at(pointer) if pointer is not None else None


def process() -> kernel.Process:
    """The one whose thread runs here."""
    here = thread()
    if is_in_firmware():
        raise gdb.GdbError(f"hart {number()} is in OpenSBI: no process of the kernel's runs there now")
    if not here:
        raise gdb.GdbError(f"hart {number()} runs no thread yet: the kernel is still booting")
    if not here.pid:
        raise gdb.GdbError(f"hart {number()} runs a thread of the kernel's own ({here.name}), and no process")
    return kernel.process_at(here.pointer["process"])


# --- traps ---


class Trap(NamedTuple):
    """One that this hart is handling."""

    frame: gdb.Value  # the TrapFrame
    from_program: bool


def traps() -> Iterator[Trap]:
    """The innermost first: a program's, and in it perhaps an interrupt of the kernel. Not one that is_being_saved."""
    if privilege() == 0 or is_in_firmware():
        return
    programs = program_frame()
    for frame in frames():
        if frame.name() == "trap_vector" and frame.level() > 0:
            place = int(frame.read_register("sp")) & kernel.MASK
            if place != programs:
                yield Trap(kernel.at(place, "TrapFrame").dereference(), False)
    if programs and not (is_being_saved() and previous_privilege(csr("status")) == 0):
        yield Trap(kernel.at(programs, "TrapFrame").dereference(), True)


def is_being_saved() -> bool:
    """A trap has just come, and the vector has not yet put everything into a frame."""
    return is_in_vector() and (pc() < kernel.address_of("trap_return") or pc() > return_address())


def return_address() -> int:
    """Of the vector's last instruction, mret or sret."""
    return _return_address(kernel.address_of("trap_return"), kernel.extent_of("trap_vector").stop)


@lru_cache(maxsize=None)
def _return_address(start: int, end: int) -> int:
    for instruction in gdb.selected_inferior().architecture().disassemble(start, end - 1):
        if instruction["asm"] in ("mret", "sret"):
            return instruction["addr"]
    raise gdb.GdbError("trap_vector has no mret or sret: are gdb's symbols those of the kernel that runs?")


def program_frame() -> int:
    """Where the frame of this thread's program is; 0: it has none."""
    here = current_thread()
    if here is None or not int(here["process"]):
        return 0
    return frame_at_end(here)


def frames() -> Iterator[gdb.Frame]:
    """Those that gdb finds, the newest first."""
    frame = gdb.newest_frame()
    while frame:
        yield frame
        try:
            frame = frame.older()
        except gdb.error:
            return


# --- one line ---


def headline() -> str:
    """[U] hart 0 pid 3 sh write+2"""
    return f"[{mode()}] hart {number()} {_who()} {kernel.place_of(pc())}"


def _who() -> str:
    if is_in_firmware():
        return "OpenSBI"
    pointer = current_thread()
    if pointer is None:
        return "boot"
    process = pointer["process"]
    if not int(process):
        return kernel.purpose_of(pointer)
    pid, tid = kernel.number(process["pid"]), kernel.number(pointer["tid"])
    which = f" thread {tid}" if tid != pid else ""
    return f"pid {pid}{which} {kernel.text(process['name'])}"
