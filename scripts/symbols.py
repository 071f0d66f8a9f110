#!/usr/bin/python3
# scripts/symbols.py: makes the table of function names that a panic's backtrace is printed with.
#
#   scripts/symbols.py < /dev/null                       an empty table, for the first link
#   nm -C -f sysv kernel.elf | scripts/symbols.py        the table of what the first link has made
#
# The output is assembly for a section .symbols. The linker script puts it behind all that has an address in
# the table, so that the second link moves nothing. kernel/debug/symbols.cpp reads the table.

import re
import sys

BASE = "kernel_start"  # offsets count from here
END = "text_end"  # and no function lies beyond this: it gets an entry without a name


def parse(lines):
    """(name, address, class, type) of each symbol in nm's System V format."""
    for line in lines:
        fields = [field.strip() for field in line.rsplit("|", 6)]
        if len(fields) == 7 and fields[1]:
            name, address, symbol_class, symbol_type = fields[:4]
            yield name, int(address, 16), symbol_class, symbol_type


def outside_brackets(text, wanted):
    """Where the characters `wanted` are in text, but for those within < >."""
    depth = 0
    for place, character in enumerate(text):
        if character == "<":
            depth += 1
        elif character == ">":
            depth -= 1
        elif character in wanted and depth == 0:
            yield place


def short_name(name):
    """sys_write(Fd, In<char>, unsigned long) becomes sys_write: no parameters, no result type."""
    name = name.replace("(anonymous namespace)::", "")
    if re.search(r"\boperator\b", name):
        head, _, tail = name.partition("operator")
        sign = tail[: tail.index("(", 2 if tail.startswith("()") else 0)] if "(" in tail else tail
        return head.split(" ")[-1] + "operator" + sign
    name = name[: next(outside_brackets(name, "("), len(name))].removesuffix(" ")
    last_blank = max(outside_brackets(name.partition(" [")[0], " "), default=-1)
    return name.partition(" [")[0][last_blank + 1 :]


def functions(symbols):
    """Sorted (offset, name) pairs, one for each address, with a nameless one at the end."""
    symbols = list(symbols)
    if not symbols:
        return []
    places = {name: address for name, address, _, _ in symbols}
    base, end = places[BASE], places[END]
    found = {end: ("", "")}
    for name, address, symbol_class, symbol_type in symbols:
        if symbol_type == "FUNC" and base <= address < end:
            # Of several names for one address, one that everybody sees; else the first of the alphabet.
            candidate = (symbol_class != "T", short_name(name))
            found[address] = min(found.get(address, candidate), candidate)
    return [(address - base, name) for address, (_, name) in sorted(found.items())]


def assembly(table):
    names, name_offsets = {}, []
    size = 0
    for _, name in table:
        if name not in names:
            names[name] = size
            size += len(name) + 1
        name_offsets.append(names[name])
    lines = [
        "# build/symbols.S: where each function of the kernel begins, and its name.",
        '.section .symbols, "a"',
        ".globl symbol_count, symbol_offsets, symbol_name_offsets, symbol_names",
        ".balign 8",
        f"symbol_count: .long {len(table)}",
        "symbol_offsets:",
        *(f"    .long {offset:#x}" for offset, _ in table),
        "symbol_name_offsets:",
        *(f"    .long {offset:#x}" for offset in name_offsets),
        "symbol_names:",
        *(f'    .string "{name}"' for name in names),
        '.section .note.GNU-stack, "", @progbits',
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(assembly(functions(parse(sys.stdin))))
