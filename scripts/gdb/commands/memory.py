# scripts/gdb/commands/memory.py: the commands about memory: how an address is translated, what a program may reach.

from typing import Optional

import gdb

import hart
import kernel
import sv39

from . import Command, process_for


class Walk(Command):
    """walk ADDRESS: the page table entries by which the running program's address becomes a physical one.
    And what a program meets there: what it may do, or why it is trapped, and what the kernel does about that."""

    def run(self, argument: str) -> None:
        if not argument:
            raise gdb.GdbError("usage: walk ADDRESS, such as: walk $sp, or walk &text")
        address = int(gdb.parse_and_eval(f"(unsigned long)({argument})")) & kernel.MASK
        satp = hart.register("satp")
        step = None
        for step in sv39.walk(kernel.read_word, satp, address):
            target = f"-> {'page' if step.leaf else 'table'} {step.target:#x}" if step.valid else ""
            print(f"level {step.level}: entry at {step.place:#x} is {step.entry:#018x} {step.flags} {target}".rstrip())
        if not step:
            print(f"{address:#x}: no page table has this (satp is {satp:#x}): {self.why_no_table(satp)}")
            return
        leaf = step if step.leaf else None
        print(f"{address:#x} is {sv39.physical(step, address):#x} in memory" if leaf else f"{address:#x} is not mapped")
        print(f"  {self.what_happens(address, leaf)}")

    @staticmethod
    def why_no_table(satp: int) -> str:
        if satp >> 60 != sv39.SATP_MODE_SV39:
            return "the hart translates no address now"
        return "bits 63 to 39 of an address must be the same as bit 38, or it is a page fault"

    def what_happens(self, address: int, leaf: Optional[sv39.Step]) -> str:
        region = self.region_around(address)
        if leaf and not leaf.flag("U"):
            return f"the kernel's own, to {letters(leaf)}: any access of a program is a page fault (no U)"
        if leaf and region and region.writable and not leaf.flag("W"):
            return f"a program may {letters(leaf)}: a store is a page fault, at which the kernel makes it a page of its own"
        if leaf:
            return f"a program may {letters(leaf)}: any other access is a page fault, and the end of it"
        if not region:
            return "any access is a page fault, and the end of the program: it has no memory there (vmmap)"
        if not region.readable:
            return "any access is a page fault, and the end of the program, which has forbidden it (vmmap)"
        return f"the first access is a page fault, at which the kernel brings a page of zeros: it lies in {span(region)}"

    @staticmethod
    def region_around(address: int) -> Optional[kernel.Region]:
        """That of the process which runs here, if one does."""
        pointer = hart.current_thread()
        if pointer is None or not int(pointer["process"]):
            return None
        regions = kernel.regions(kernel.process_at(pointer["process"]))
        return next((region for region in regions if region.start <= address < region.end), None)


def letters(leaf: sv39.Step) -> str:
    return ", ".join(word for flag, word in (("R", "read"), ("W", "write"), ("X", "execute")) if leaf.flag(flag)) or "do nothing"


def span(region: kernel.Region) -> str:
    return f"{region.start:#x} to {region.end:#x} ({region.letters})"


class Vmmap(Command):
    """vmmap [PID]: what memory a process may reach: this one's, or that of another one.
    PRESENT: what exists of it so far; the rest comes when it is touched."""

    def run(self, argument: str) -> None:
        process = process_for(argument, "vmmap, or vmmap PID, such as: vmmap 2")
        shown = 0
        for region in kernel.regions(process):
            if not shown:
                print("START         END               SIZE   PRESENT MAY USE")
            size, present = (region.end - region.start) >> 10, kernel.pages_in(process, region) * 4
            use = kernel.use_of(process, region)
            print(f"{region.start:#012x}  {region.end:#012x} {size:7}K  {present:7}K {region.letters} {use}")
            shown += 1
        if not shown:
            print(f"process {process.pid} ({process.name}) has no memory any more: it is over")


COMMANDS = (Walk, Vmmap)
