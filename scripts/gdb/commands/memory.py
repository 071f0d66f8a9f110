# scripts/gdb/commands/memory.py: the commands about memory: how an address is translated, what a program may reach.

import gdb

import hart
import kernel
import sv39

from . import Command


class Walk(Command):
    """walk ADDRESS: the page table entries by which the running program's address becomes a physical one."""

    def run(self, argument: str) -> None:
        address = int(gdb.parse_and_eval(f"(unsigned long)({argument})"))
        satp = hart.register("satp")
        step = None
        for step in sv39.walk(kernel.read_word, satp, address):
            target = f"-> {'page' if step.leaf else 'table'} {step.target:#x}" if step.valid else ""
            print(f"level {step.level}: entry at {step.place:#x} is {step.entry:#018x} {step.flags} {target}".rstrip())
        if not step:
            print(f"{address:#x}: no page table has this (satp is {satp:#x})")
        elif not step.leaf:
            print(f"{address:#x} is not mapped")
        else:
            print(f"{address:#x} is {sv39.physical(step, address):#x} in memory")


COMMANDS = (Walk,)
