#!/usr/bin/python3
# scripts/trap_or_call.py: writes the table of docs/trap_or_call.md: what the way to a handler costs, by trap and by call.
#
# Kernels and programs must have been built: `make trap-or-call` does that first. Instructions are counted and the same
# everywhere; how many times as long the trap takes is measured with the clock of the host, and differs from host to host.

import sys

from measuring.figures import DIRECT_PROGRAM, direct_kernel, measure_ways, rows_in
from measuring.machine import MODES, ROOT, Kernel, Problem, console_of
from performance import with_blocks

DOCUMENT = ROOT / "docs" / "trap_or_call.md"
BLOCK = "table"
ROWS = {
    "way: getpid": "`getpid`: nothing",
    "way: six arguments": "`weigh`: six arguments",
    "way: 64 KiB to /dev/null": "`write`: 64 KiB to `/dev/null`",
    "way: 64 KiB over a file": "`write`: 64 KiB over a file",
}


def counted():
    """{(work, mode): (instructions by trap, instructions by call)} of the release build."""
    ways = {mode: measure_ways(Kernel("release", mode)) for mode in MODES}
    return {(name, mode): tuple(figures[name][1] for figures in ways[mode]) for name in ROWS for mode in MODES}


def timed(mode):
    """{work: how many times as long it takes by trap}: the least of many tries counts, which the host disturbed least."""
    kernel = Kernel("release", mode)
    paths = kernel.path, direct_kernel(kernel)
    by_trap, by_call = (rows_in(console_of(path, mode, f"/{DIRECT_PROGRAM}", clock=None)) for path in paths)
    return {name: by_trap[name][0] / by_call[name][0] for name in ROWS}


def table(figures, times):
    titles = [f"{what}, {mode}" for what in ("trap", "call") for mode in MODES] + [f"trap / call, by the clock, {mode}" for mode in MODES]
    lines = ["| work | " + " | ".join(titles) + " |", "|---|" + "---:|" * len(titles)]
    for name, title in ROWS.items():
        cells = [f"{figures[name, mode][way]:,}" for way in (0, 1) for mode in MODES]
        cells += [f"{times[mode][name]:.1f}" for mode in MODES]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main():
    made = table(counted(), {mode: timed(mode) for mode in MODES})
    DOCUMENT.write_text(with_blocks(DOCUMENT.read_text(), {BLOCK: made}))
    print(made)


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"trap_or_call: {problem}")
