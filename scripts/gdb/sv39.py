# scripts/gdb/sv39.py: how an address becomes a physical one: the walk of Sv39's page tables, for the debugger's side.
"""The same walk as the hardware's (Privileged manual, 4.4), given a way to read physical memory."""

from typing import Callable, Iterator, NamedTuple, Optional

PAGE_SHIFT = 12
PAGE_SIZE = 1 << PAGE_SHIFT
SATP_MODE_SV39 = 8
BITS = "VRWXUGAD"  # of a page table entry, from bit 0 on


class Step(NamedTuple):
    """One page table entry on the way. Level 2 is the root's; target is what it points at."""

    level: int
    place: int  # where the entry lies, physically
    entry: int

    @property
    def valid(self) -> bool:
        return bool(self.entry & 1)

    @property
    def leaf(self) -> bool:
        return self.valid and bool(self.entry & 0b1110)

    @property
    def target(self) -> int:
        return (self.entry >> 10 & (1 << 44) - 1) << PAGE_SHIFT

    def flag(self, name: str) -> bool:
        return bool(self.entry >> BITS.index(name) & 1)

    @property
    def flags(self) -> str:
        return "".join(name if self.entry >> bit & 1 else "-" for bit, name in enumerate(BITS))


def walk(read_word: Callable[[int], int], satp: int, address: int) -> Iterator[Step]:
    """The entries for an address, from the root on; the last one is a leaf, or not valid."""
    if satp >> 60 != SATP_MODE_SV39 or address >> 38 not in (0, (1 << 26) - 1):
        return
    table = (satp & (1 << 44) - 1) << PAGE_SHIFT
    for level in (2, 1, 0):
        place = table + 8 * (address >> PAGE_SHIFT + 9 * level & 511)
        step = Step(level, place, read_word(place))
        yield step
        if step.leaf or not step.valid:
            return
        table = step.target


def physical(leaf: Step, address: int) -> int:
    """Where an address is, by the leaf of its walk."""
    span = PAGE_SIZE << 9 * leaf.level
    return leaf.target & -span | address & span - 1


def translate(read_word: Callable[[int], int], satp: int, address: int) -> Optional[int]:
    """The physical address, or None if nothing is mapped there."""
    for step in walk(read_word, satp, address):
        if step.leaf:
            return physical(step, address)
    return None
