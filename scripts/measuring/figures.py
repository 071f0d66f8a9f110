# scripts/measuring/figures.py: measures: the works on one kernel, the limit, and the memory of what is idle.

import re

from measuring.machine import LIMIT, ROOT, Problem, boot_instructions, console_of
from measuring.works import BOOT

# The call without a trap, by the name under which it is a work, and the program that measures it.
DIRECT_CALL = "direct call instead of a trap"
DIRECT_PROGRAM = "bench/trap_or_call"
NULL_WAY = "way: getpid"

# The works of scripts/measuring/works.py, and what other pages of the documents tell of.
PROGRAMS = ("null_call", "calls", "processes", "files", "arguments")
COMMAND = " && ".join([*(f"/bench/{name}" for name in PROGRAMS), "/lessons/dispatch"])

ROW = re.compile(r"^(\S.{31}) +(\d+) +(\d+)$", re.MULTILINE)
MEMORY = re.compile(r"^(\S.{31}) +(\d+) bytes$", re.MULTILINE)


def rows_in(console):
    """What programs have printed: {work: [least, median]}."""
    return {what.strip(): [int(least), int(median)] for what, least, median in ROW.findall(console)}


def measure(kernel):
    """All works on one kernel: their rows."""
    console = console_of(kernel.path, kernel.mode, COMMAND)
    rows = rows_in(console)
    if not rows:
        raise Problem(f"{COMMAND} printed no row:\n{console}")
    if linked := kernel.flavour == "release" and direct_kernel(kernel):
        rows[DIRECT_CALL] = rows_in(console_of(linked, kernel.mode, f"/{DIRECT_PROGRAM}"))[NULL_WAY]
    boot = boot_instructions(kernel.path, kernel.mode)
    rows[BOOT] = [boot, boot]
    return rows


def direct_kernel(kernel):
    """The kernel with which the program is linked; None if it was not built."""
    path = kernel.path.parent / "direct" / DIRECT_PROGRAM / "kernel.elf"
    return path if path.exists() else None


def measure_ways(kernel):
    """What the way to a handler costs on one kernel: the rows of a program that traps, and of one that is linked with it."""
    linked = direct_kernel(kernel)
    if not linked:
        raise Problem(f"there is no direct kernel: `make {kernel.choices} direct APP={DIRECT_PROGRAM}` builds it")
    return tuple(rows_in(console_of(path, kernel.mode, f"/{DIRECT_PROGRAM}")) for path in (kernel.path, linked))


def measure_limit():
    """What the bare program needs: {row: instructions}."""
    if not LIMIT.exists():
        name = LIMIT.relative_to(ROOT)
        raise Problem(f"there is no {name}: `make {name}` builds it")
    return {what: median for what, (_, median) in rows_in(console_of(LIMIT, "machine")).items()}


def measure_memory(kernel):
    """Bytes that each of many takes: {what: bytes}."""
    console = console_of(kernel.path, kernel.mode, "/bench/memory")
    return {what.strip(): int(count) for what, count in MEMORY.findall(console)}
