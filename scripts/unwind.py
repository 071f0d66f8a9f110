#!/usr/bin/python3
# scripts/unwind.py: makes the table by which a panic's backtrace goes from a function to its caller.
#
#   scripts/unwind.py < /dev/null                                            an empty table, for the first link
#   readelf --debug-dump=frames-interp kernel.elf | scripts/unwind.py BASE   the table of what the first link has made;
#                                                                            addresses count from BASE
#
# The output is assembly for the section .symbols, as that of scripts/symbols.py. kernel/debug/unwind.cpp reads it.

import re
import sys

UNKNOWN = 0xFFFF
ABOVE_S0 = 1

FUNCTION = re.compile(r"^[0-9a-f]+ [0-9a-f]+ [0-9a-f]+ FDE .* pc=([0-9a-f]+)\.\.([0-9a-f]+)")
CFA = re.compile(r"(sp|s0)\+(\d+)$")
SLOT = re.compile(r"c-(\d+)$")


def row(columns, line):
    """(place, cfa, slot of ra, slot of s0) of one line of a function's table, whose columns have these names."""
    fields = dict(zip(columns, line.split()))
    cfa = CFA.match(fields["CFA"])
    slots = [SLOT.match(fields.get(name, "u")) for name in ("ra", "s0")]
    distance = int(cfa[2]) if cfa else UNKNOWN
    if distance >= UNKNOWN or distance % 2 != 0:
        return int(fields["LOC"], 16), UNKNOWN, 0, 0
    return int(fields["LOC"], 16), distance | (ABOVE_S0 if cfa[1] == "s0" else 0), *(int(slot[1]) // 8 if slot else 0 for slot in slots)


def rows(lines):
    """The rows of all functions. Behind each comes one that says that nothing is known, until the next function."""
    found, columns = {}, None
    for line in lines:
        if function := FUNCTION.match(line):
            start, end = (int(address, 16) for address in function.groups())
            columns = None
            found[start] = (0, 0, 0)  # until its own first row: it has put away nothing yet
            found.setdefault(end, (UNKNOWN, 0, 0))
        elif line.split()[:2] == ["LOC", "CFA"]:
            columns = line.split()
        elif columns and re.match("[0-9a-f]{8,} ", line):
            place, *rest = row(columns, line)
            found[place] = tuple(rest)
        else:
            columns = None
    return found


def needed(found, base):
    """Sorted rows, without those that say what the one before says, and of code that the linker has left out."""
    kept = []
    for place, rest in sorted(found.items()):
        if place >= base and (not kept or kept[-1][1] != rest):
            kept.append((place, rest))
    return kept


def assembly(table, base):
    lines = [
        "# How to get from each instruction's function to its caller.",
        '.section .symbols, "a"',
        ".globl unwind_count, unwind_rows",
        ".balign 8",
        f"unwind_count: .long {len(table)}",
        ".balign 8",
        "unwind_rows:",
        *(f"    .long {place - base:#x}; .short {cfa}; .byte {ra}, {s0}" for place, (cfa, ra, s0) in table),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    base = int(sys.argv[1], 0) if len(sys.argv) > 1 else 0
    sys.stdout.write(assembly(needed(rows(sys.stdin), base), base))
