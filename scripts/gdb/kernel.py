# scripts/gdb/kernel.py: what the kernel knows, read from its memory: variables, lists, processes and threads.
"""For the commands, and for whoever else wants to look: nothing here prints. What cannot be known is a gdb.GdbError that
says why. Lists are walked with suspicion, as the kernel may have been stopped anywhere, and may be broken."""

import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Iterator, NamedTuple, Optional

import gdb

sys.path.append(str(Path(__file__).resolve().parents[1]))  # last: one of the files there is called profile

import elf
import sv39
from symbols import short_name

MASK = (1 << 64) - 1


# --- symbols ---


def image() -> gdb.Objfile:
    """The kernel's own symbols: those that gdb was started with."""
    files = gdb.objfiles()
    if not files:
        raise gdb.GdbError("gdb has no symbols of the kernel: `make gdb` starts one that has")
    return files[0]


@lru_cache(maxsize=None)
def symbol_of(name: str, kernel: gdb.Objfile) -> Optional[gdb.Symbol]:
    return kernel.lookup_global_symbol(name) or kernel.lookup_static_symbol(name)


def variable(name: str) -> gdb.Value:
    """A variable of the kernel, by its name with all namespaces. print might find one of a program's that has this name."""
    symbol = symbol_of(name, image())
    if not symbol:
        raise gdb.GdbError(f"the kernel that gdb knows, {image().filename}, has no {name}")
    return symbol.value()


def variable_beside(function: str, name: str) -> gdb.Value:
    """A variable of one source file only: the one in which this function is. Several files have a `lock`."""
    symbol = symbol_of(function, image())
    for block in (symbol.symtab.static_block(), symbol.symtab.global_block()) if symbol else ():
        for each in block:
            if each.is_variable and each.name.rpartition("::")[2] == name:
                return each.value()
    raise gdb.GdbError(f"the kernel that gdb knows, {image().filename}, has no {name} beside {function}")


def address_of(name: str) -> int:
    """Of a function or a variable, or of a place that only the linker knows."""
    return _address_of(name, image())


@lru_cache(maxsize=None)
def _address_of(name: str, kernel: gdb.Objfile) -> int:
    if symbol_of(name, kernel):
        return int(variable(name).address) & MASK
    return place_of_symbol(name).value


def extent_of(name: str) -> range:
    """The addresses of a function in assembly."""
    place = place_of_symbol(name)
    return range(place.value, place.value + place.size)


def place_of_symbol(name: str) -> elf.Place:
    """As the linker knows it. gdb itself might find one of a program's that has this name."""
    place = elf.places(image().filename).get(name)
    if not place:
        raise gdb.GdbError(f"the kernel that gdb knows, {image().filename}, has no {name}")
    return place


def type_of(name: str) -> gdb.Type:
    """One of the kernel's types, such as Thread."""
    return _type_of(name, image())


@lru_cache(maxsize=None)
def _type_of(name: str, kernel: gdb.Objfile) -> gdb.Type:
    try:
        return gdb.lookup_type(name)
    except gdb.error:
        raise gdb.GdbError(f"the kernel that gdb knows, {kernel.filename}, has no type {name}")


def at(address: int, kind: str) -> gdb.Value:
    """A pointer to something of this type."""
    return gdb.Value(address).cast(type_of(kind).pointer())


def is_kernel(pc: int) -> bool:
    return address_of("kernel_start") <= pc < address_of("text_end")


def own_privilege() -> int:
    """That of the kernel: 3 is machine mode, 1 supervisor mode. That one is linked in the upper half of all addresses."""
    return 1 if address_of("kernel_start") >> 63 else 3


def place_of(pc: int) -> str:
    """write+2; and just the number where no function is known."""
    match = re.match(r"(.*?)(?: \+ (\d+))? in section ", gdb.execute(f"info symbol {pc:#x}", to_string=True))
    return f"{short_name(match[1])}+{match[2] or 0}" if match else f"{pc:#x}"


# --- lists, and other small things ---


def elements(values: gdb.Value, what: str) -> Iterator[gdb.Value]:
    """Pointers to what is in a List (lib/list.h). One that is broken ends in an error, after what could be reached."""
    kind = values.type.strip_typedefs()
    element, link = kind.template_argument(0), link_of(kind)
    offset = next(field.bitpos // 8 for field in element.fields() if field.name == link)
    head = int(values["head_"].address)
    place = values["head_"]["next"]
    seen: set[int] = set()
    while int(place) != head:
        if int(place) == 0:
            raise gdb.GdbError(f"the list of {what} is damaged: it breaks off after {len(seen)}")
        if int(place) in seen:
            raise gdb.GdbError(f"the list of {what} is damaged: after {len(seen)} it comes back to {int(place) - offset:#x}")
        seen.add(int(place))
        yield gdb.Value(int(place) - offset).cast(element.pointer())
        place = place.dereference()["next"]


def link_of(kind: gdb.Type) -> str:
    """The name of the member by which a List<Thread, &Thread::queue_link> holds its elements together."""
    return str(kind.template_argument(1)).rpartition("::")[2]


def owned(value: gdb.Value) -> gdb.Value:
    """The pointer in an Owned or a Ref."""
    return value["object_"]


def number(value: gdb.Value) -> int:
    """Of a Pid, a Tid, an Fd."""
    return int(value["number_"])


def text(value: gdb.Value) -> str:
    """An array of characters, up to the zero."""
    return value.string(errors="replace", length=value.type.sizeof).partition("\0")[0]


def fetched(pointer: gdb.Value) -> gdb.Value:
    """All of what it points at, read at once: each reading is a question to QEMU."""
    value = pointer.dereference()
    value.fetch_lazy()
    return value


def read_word(place: int) -> int:
    """The 64 bits at an address; where memory is, a physical one is good, too (scripts/gdb/bridge.py)."""
    return int.from_bytes(gdb.selected_inferior().read_memory(place, 8), "little")


# --- processes and threads ---


class Thread(NamedTuple):
    pointer: gdb.Value
    tid: int  # 0: one of the kernel's own
    pid: int  # likewise
    state: str  # ready, running, blocked, dead
    hart: int  # where it ran last; -1: nowhere
    run_time: int  # nanoseconds, without its present turn
    name: str  # of its program; of the kernel's own threads, what they are for

    @property
    def letter(self) -> str:
        """What the shell shows of it."""
        return "S" if self.state == "blocked" else "R"


class Process(NamedTuple):
    pointer: gdb.Value
    pid: int
    parent: int  # 0: none
    group: int
    state: str  # R, S, T, Z, as in the shell
    pages: int
    run_time: int  # nanoseconds, without present turns
    personality: str  # whose calls it makes: Stile, Linux
    name: str
    threads: list[Thread]


def nanoseconds(ticks: int) -> int:
    return ticks * (10**9 // int(variable("platform")["ticks_per_second"]))


def thread_at(pointer: gdb.Value) -> Thread:
    value = fetched(pointer)
    process = value["process"]
    hart = int(value["cpu"]["hart"]) if int(value["cpu"]) else -1
    return Thread(
        pointer,
        number(value["tid"]),
        number(process["pid"]) if int(process) else 0,
        str(value["state"]).rpartition("::")[2],
        hart,
        nanoseconds(int(value["run_ticks"])),
        text(process["name"]) if int(process) else purpose_of(pointer),
    )


def purpose_of(thread: gdb.Value) -> str:
    """Of a thread that belongs to no process: each hart has one for when nothing else is to be done."""
    if number(thread["tid"]):
        return f"ending thread {number(thread['tid'])}"
    if int(thread) == address_of("boot_thread") and not int(variable("first_process")):
        return "boot"
    return "idle" if int(thread["cpu"]) and int(thread["cpu"]["idle"]) == int(thread) else "worker"


def process_at(pointer: gdb.Value) -> Process:
    value = fetched(pointer)
    pid = number(value["pid"])
    threads = [thread_at(thread) for thread in elements(value["threads"], f"the threads of process {pid}")]
    space = owned(value["space"])
    return Process(
        pointer,
        pid,
        number(value["parent"]["pid"]) if int(value["parent"]) else 0,
        number(value["group"]),
        state_of(value, threads),
        int(space["pages_"]) + int(space["table_"]["table_pages_"]) if int(space) else 0,
        nanoseconds(int(value["finished_run_ticks"])) + sum(thread.run_time for thread in threads),
        "Linux" if str(value["personality"]) == "PERSONALITY_LINUX" else "Stile",
        text(value["name"]),
        threads,
    )


def state_of(process: gdb.Value, threads: list[Thread]) -> str:
    """As process/family.cpp:state_of."""
    if process["zombie"]:
        return "Z"
    if process["stopped"]:
        return "T"
    return "R" if any(thread.state != "blocked" for thread in threads) else "S"


def processes() -> Iterator[Process]:
    for pointer in elements(variable("all_processes"), "all processes"):
        yield process_at(pointer)


def process(pid: int) -> Process:
    for pointer in elements(variable("all_processes"), "all processes"):
        if number(pointer["pid"]) == pid:
            return process_at(pointer)
    if any(True for _ in processes()):
        raise gdb.GdbError(f"no process has the number {pid}: ps shows those that there are")
    raise gdb.GdbError("there is no process yet: the kernel is still booting")


def harts() -> list[gdb.Value]:
    """The Cpu of each that runs."""
    cpus = variable("cpus")
    last = cpus.type.range()[1]
    return [cpus[i] for i in range(last + 1) if int(cpus[i]["idle"])]


def idle_threads() -> list[Thread]:
    return [thread_at(cpu["idle"]) for cpu in harts()]


# --- memory of a process ---


class Region(NamedTuple):
    """As memory/address_space.h has it."""

    start: int
    end: int
    touched_start: int  # outside of these two no page exists
    touched_end: int
    readable: bool
    writable: bool
    executable: bool

    @property
    def letters(self) -> str:
        allowed = (self.readable, self.writable, self.executable)
        return "".join(letter if each else "-" for letter, each in zip("rwx", allowed))


def regions(process: Process) -> Iterator[Region]:
    space = owned(process.pointer["space"])
    if not int(space):
        return  # it is over
    for pointer in elements(space["regions_"], f"the memory of process {process.pid}"):
        region = fetched(pointer)
        places = (int(region[name]["value_"]) for name in ("start", "end", "touched_start", "touched_end"))
        bits = int(region["protection"])
        yield Region(*places, *(bool(bits >> sv39.BITS.index(letter) & 1) for letter in "RWX"))


def use_of(process: Process, region: Region) -> str:
    """What it is for, as memory/regions.cpp:use_of tells it."""
    space = owned(process.pointer["space"])
    heap_start, heap_end = (int(space[name]["value_"]) for name in ("heap_start_", "heap_end_"))
    if region.end == int(variable("kStackTop")["value_"]):
        return "stack"
    uses = ["program"] if region.start < heap_start else []
    if region.start < heap_end and region.end > heap_start:
        uses.append("heap")
    return ", ".join(uses) or "mapped"


def pages_in(process: Process, region: Region) -> int:
    """How many of a region's pages exist: a table of 512 entries is read at once."""
    count, page, satp = 0, region.touched_start, satp_of(process)
    while page < region.touched_end:
        *_, last = sv39.walk(read_word, satp, page)
        reach = sv39.PAGE_SIZE << 9 * max(last.level, 1)  # of the table, or of the entry that leads to none
        end = min(region.touched_end, (page // reach + 1) * reach)
        if last.level == 0:
            entries = bytes(gdb.selected_inferior().read_memory(last.place, 8 * ((end - page) // sv39.PAGE_SIZE)))
            count += sum(any(entries[at : at + 8]) for at in range(0, len(entries), 8))
        page = end
    return count


def satp_of(process: Process) -> int:
    """What a hart has in satp while it runs this process."""
    root = int(owned(process.pointer["space"])["table_"]["root_"]["value_"])
    return sv39.SATP_MODE_SV39 << 60 | root >> sv39.PAGE_SHIFT


def read_program(process: Process, address: int) -> Optional[int]:
    """64 bits of a program's memory, also of one that does not run here; None if nothing is there."""
    place = sv39.translate(read_word, satp_of(process), address) if address % 8 == 0 else None
    return None if place is None else read_word(place)
