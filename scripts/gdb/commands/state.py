# scripts/gdb/commands/state.py: the commands about what the kernel has for all: its locks, and its log.

from typing import Iterator

import gdb

import kernel

from . import Command, no_argument

# The locks of which there is one: the rank in words (sync/lock_order.h), and a function in the file that has it as `lock`,
# or the name that it has besides.
SINGLE_LOCKS = {
    "process tree": ("find_process", "process_tree"),
    "console input": ("console::write", "input_lock"),
    "unknown calls": ("tell_of_unknown_call", "lock"),
    "heap": ("(anonymous namespace)::new_page", "lock"),
    "page allocator": ("pages::allocate", "lock"),
    "scheduler": ("scheduler::start", "lock"),
    "log": ("read_log", "lock"),
    "console output": ("console::write", "output_lock"),
}


class Locks(Command):
    """locks: which of the kernel's locks are held now. A kernel built with DEBUG=1 knows by which hart and since where,
    and how all of them were used since boot, as the program locks shows it."""

    def run(self, argument: str) -> None:
        no_argument(argument, "locks")
        if watches_locks():
            print("LOCK                    TAKEN   WAITED  LONGEST  IN")
            for rank, name in enumerate(ranks()):
                self.show_usage(rank, name)
            held = list(held_by_harts())
        else:
            held = list(held_locks())
        print("\n".join(f"held now: {each}" for each in held) or "no lock is held now")

    @staticmethod
    def show_usage(rank: int, name: str) -> None:
        """What sync/lock_checks.cpp:usage adds up."""
        measured = [each["measured"][rank] for each in watched_harts()]
        taken, waited = (sum(int(each[what]["value_"]) for each in measured) for what in ("taken", "waited"))
        longest = max(measured, key=lambda each: int(each["longest"]["value_"]))
        length, place = (int(longest[what]["value_"]) for what in ("longest", "longest_place"))
        print(f"{name:<18} {taken:10} {waited:8} {length:8}  {kernel.place_of(place) if length else ''}".rstrip())


def watches_locks() -> bool:
    return kernel.symbol_of("LockChecks::usage", kernel.image()) is not None


def watched_harts() -> list[gdb.Value]:
    harts = kernel.variable_beside("LockChecks::usage", "harts")
    return [harts[i] for i in range(harts.type.range()[1] + 1)]


def ranks() -> list[str]:
    return [field.name.rpartition("::")[2].replace("_", " ") for field in kernel.type_of("LockRank").fields()]


def held_by_harts() -> Iterator[str]:
    names = ranks()
    for number, hart in enumerate(watched_harts()):
        for use in (hart["held"][i] for i in range(int(hart["count"]))):
            yield f"{names[int(use['rank'])]}, by hart {number}, since {kernel.place_of(int(use['place']))}"


def held_locks() -> Iterator[str]:
    """Of those that there are once, and of each process's own."""
    for name, (function, variable) in SINGLE_LOCKS.items():
        if is_held(kernel.variable_beside(function, variable)):
            yield name
    for process in kernel.processes():
        value, space = process.pointer.dereference(), kernel.owned(process.pointer["space"])
        own = {"descriptors": value["files"]["lock_"], "current directory": value["directory"]["lock_"]}
        if int(space):
            own["address space"] = space["lock_"]
        for name, lock in own.items():
            if is_held(lock):
                yield f"{name} of process {process.pid} ({process.name})"


def is_held(lock: gdb.Value) -> bool:
    return int(lock["locked_"]["value_"]) != 0


class Dmesg(Command):
    """dmesg: what the kernel has said, as far as it remembers: what the program dmesg shows."""

    def run(self, argument: str) -> None:
        no_argument(argument, "dmesg")
        ring = kernel.variable_beside("read_log", "kept")
        items, read, written = ring["items_"], int(ring["read_"]), int(ring["written_"])
        size = items.type.sizeof
        if not 0 <= written - read <= size:
            raise gdb.GdbError(f"the log is damaged: {read} bytes read, {written} written, of {size}")
        memory = bytes(gdb.selected_inferior().read_memory(int(items.address), size))
        text = bytes(memory[at % size] for at in range(read, written)).decode(errors="replace")
        gdb.write(text if text.endswith("\n") else text + "\n")


COMMANDS = (Locks, Dmesg)
