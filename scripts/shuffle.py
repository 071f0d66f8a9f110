#!/usr/bin/python3 -B
# scripts/shuffle.py: writes the table of system calls with other numbers, for `make SHUFFLE=seed`.
"""scripts/shuffle.py SEED FOLDER: the files that have the numbers in them, as they would be, go into FOLDER, which comes before
the others where compilers look. The same seed gives the same numbers. exit stays number 0, as all kernels of this
family have it (kernel/syscall/laws.cpp); every other call gets another number than its own, and write is not 1."""

import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = "kernel/abi/syscalls.def"
NUMBERS = "user/libc/include/sys/syscall_numbers.h"
ROW = re.compile(r"^(SYSCALL|RETIRED)\((\d+),(\s*)(\w+)(.*?\))\n(?=^SYSCALL|^RETIRED|\Z)", re.MULTILINE | re.DOTALL)


def shuffled(names, seed):
    """The names of all calls, in the order of their new numbers."""
    others = names[1:]
    chance = random.Random(seed)
    while True:
        chance.shuffle(others)
        order = names[:1] + others
        if order[1] != "write" and all(a != b for a, b in zip(order[1:], names[1:])):
            return order


def table(text, seed):
    """The table, with its rows in another order. All are of one edition: a table that never was has no history."""
    rows = {match[4]: match for match in ROW.finditer(text)}
    order = shuffled(list(rows), seed)
    made = []
    for number, name in enumerate(order):
        kind, _, blank, _, rest = rows[name].groups()
        made.append(f"{kind}({number},{blank}{name}{re.sub(r', [0-9]+[)]$', ', 1)', rest)}\n")
    return text[: next(iter(rows.values())).start()] + "".join(made), order


def main():
    if len(sys.argv) != 3 or not re.fullmatch(r"\d+", sys.argv[1]):
        sys.exit(__doc__)
    text, order = table((ROOT / TABLE).read_text(), int(sys.argv[1]))
    number_of = {name: number for number, name in enumerate(order)}
    numbers = re.sub(r"(#define __NR_(\w+) +)\d+", lambda match: f"{match[1]}{number_of[match[2]]}", (ROOT / NUMBERS).read_text())
    frozen = "".join(f"FROZEN({number}, {name})\n" for number, name in enumerate(order))
    files = {"abi/syscalls.def": text, "abi/frozen_numbers.def": frozen, "sys/syscall_numbers.h": numbers}
    for path, content in files.items():
        file = Path(sys.argv[2]) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


if __name__ == "__main__":
    main()
