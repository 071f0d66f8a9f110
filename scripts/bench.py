#!/usr/bin/python3
# scripts/bench.py: counts instructions: what calls cost, and the way to the prompt; beside what others need.
#
#   scripts/bench.py [class|release] [machine|supervisor]    the table of one kernel: release, machine if none is named
#   scripts/bench.py growth                                  how costs grow, in the release build, machine mode
#   scripts/bench.py baseline REASON                         all of it, into scripts/measuring/baseline.json
#
# What is measured must have been built: `make bench`, `make growth` and `make bench-baseline` do that first. The exit
# status is 1 if a goal is missed or a law of growth broken that is not known to be, or if a figure is not that of the
# baseline though compiler and QEMU are.

import sys

from measuring import baseline, growth
from measuring.figures import measure, measure_limit, measure_memory
from measuring.machine import FLAVOURS, KERNELS, MODES, Kernel, Problem, versions
from measuring.table import as_text, remarks, rows_of, sources
from measuring.works import NOT_MET


def is_unmoved(before, now):
    """Tells what has moved since the baseline was counted; with the tools that counted it, nothing may have."""
    moved = list(baseline.moved(before, now))
    other_tools = baseline.differing_tools(baseline.load()["tools"], versions())
    print(f"Of {len(now)} figures, {len(moved)} have moved by more than 2 % since the baseline was counted.")
    for sentence in moved:
        print(f"  {sentence}")
    for sentence in other_tools:
        print(f"That is told, and not judged: {sentence}.")
    if moved and not other_tools:
        print(f"If that is meant, write it down: {baseline.HOW}")
    return not moved or bool(other_tools)


def goals_are_met(kernel, rows):
    """Tells which goals are missed, and why as far as anybody knows; whether each of them is known to be."""
    known = NOT_MET.get(kernel.flavour, {})
    missed = [row.name for row in rows if row.verdict == "MISSED"]
    for name in missed:
        print(f"{name}: missed: {known.get(name, 'and nobody has said why (scripts/measuring/works.py:NOT_MET)')}")
    return set(missed) <= known.keys()


def print_table(kernel):
    """Whether all is well."""
    figures = measure(kernel)
    limits, memory = measure_limit(), measure_memory(kernel)
    rows = rows_of(kernel, figures, limits)
    print(f"Instructions for each, in the {kernel}:\n")
    print(*as_text(rows), "", *remarks(rows), "", *sources(), "", sep="\n")
    print(*(f"{what}: {size:,} bytes of memory" for what, size in memory.items()), "", sep="\n")
    met = goals_are_met(kernel, rows)
    known = baseline.load()
    before = medians(known["works"][kernel.name]) | known["limit"] | known["memory"][kernel.name]
    return is_unmoved(before, medians(figures) | limits | memory) and met


def medians(figures):
    return {name: median for name, (_, median) in figures.items()}


def print_growth():
    """Whether all laws hold, but for those that are known not to, and no figure has moved."""
    figures = growth.measure_growth(Kernel())
    print(f"How instructions grow, in the {Kernel()}: how many, and the cost of one call.\n")
    print(*growth.as_text(figures), "", sep="\n")
    before = growth.from_baseline(baseline.load()["growth"])
    unmoved = is_unmoved(growth.as_rows(before), growth.as_rows(figures))
    return growth.broken_laws(figures).keys() <= growth.NOT_HELD.keys() and unmoved


def write_baseline(reason):
    if not reason.strip():
        raise Problem(f"a baseline is changed for a reason: {baseline.HOW}")
    baseline.write(
        {
            "tools": versions(),
            "limit": measure_limit(),
            "works": {kernel.name: measure(kernel) for kernel in KERNELS},
            "growth": growth.measure_growth(Kernel()),
            "memory": {kernel.name: measure_memory(kernel) for kernel in KERNELS},
        },
        reason.strip(),
    )
    print(f"written: {baseline.FILE.name}")
    return True


def usage():
    raise Problem("usage: bench.py [class|release] [machine|supervisor] | growth | baseline REASON")


def chosen(words):
    """The kernel that the command line names: a build and a mode, each at most once."""
    flavours, modes = (set(words) & set(names) for names in (FLAVOURS, MODES))
    if len(words) != len(flavours) + len(modes) or len(flavours) > 1 or len(modes) > 1:
        usage()
    return Kernel((*flavours, "release")[0], (*modes, "machine")[0])


def main(words):
    try:
        if words[:1] == ["baseline"] and len(words) == 2:
            return write_baseline(words[1])
        if words == ["growth"]:
            return print_growth()
        return print_table(chosen(words))
    except Problem as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)
