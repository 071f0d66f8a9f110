#!/usr/bin/python3
# scripts/bench.py: counts instructions: what system calls cost, and the way to the prompt.
#
#   scripts/bench.py [class|release] [machine|supervisor]
#
# The release build in machine mode, if nothing is named; it must have been built. OpenSBI's way to the kernel is not
# counted, but its part in the kernel's calls to it is.
#
# QEMU counts each instruction as a nanosecond of the machine's time (-icount shift=0), so that the figures
# are exact, and the same on every host. A figure over its goal makes the exit status 1.

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIME_LIMIT = 300  # seconds for each run of QEMU
PROGRAMS = ("/bench/null_call", "/bench/calls", "/bench/arguments", "/lessons/dispatch")
BOOT = "boot to the prompt"
DEBUGGERS = ("gdb-multiarch", "riscv64-unknown-elf-gdb", "riscv64-linux-gnu-gdb", "riscv64-elf-gdb", "gdb")

# Instructions, at most. Those for the release build alone are under its name.
GOALS = {BOOT: 8_000_000}
GOALS_BY_FLAVOUR = {"class": {}, "release": {"null call (getpid)": 160}}

MODES = ("machine", "supervisor")

ROW = re.compile(r"^(\S.{31}) +(\d+) +(\d+)\s*$", re.MULTILINE)


def qemu(kernel, clock, *more):
    """The machine of `make qemu`, with a clock that counts instructions."""
    bios = "none" if kernel.parent.name == "machine" else "default"
    return [
        *("timeout", "--kill-after=5", str(TIME_LIMIT)),
        os.environ.get("QEMU", "qemu-system-riscv64"),
        *("-machine", "virt", "-bios", bios, "-m", "128M", "-smp", "1", "-no-reboot"),
        *("-display", "none", "-monitor", "none", "-icount", f"shift=0,{clock}", "-kernel", str(kernel)),
        *more,
    ]


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")


def measure_calls(kernel):
    """Rows (work, least, median), as the programs in user/bench print them."""
    command = " && ".join(PROGRAMS)
    status, output = run(qemu(kernel, "sleep=off", "-serial", "stdio", "-append", f"-- {command}"))
    rows = [(what.strip(), int(least), int(median)) for what, least, median in ROW.findall(output)]
    if status != 0 or not rows:
        sys.exit(f"bench: {command} failed, with status {status}:\n{output}")
    return rows


def measure_boot(kernel):
    """Instructions from the kernel's first one until the shell asks the console for the first key: then the prompt is
    there.

    Breakpoints stop the machine at these two moments. The clock goes on meanwhile, so that no counter of the machine
    tells the truth any more; but the recorder of QEMU knows after how many instructions it was. The first instruction
    is where the kernel was loaded, in the lower half, even if it moves to the upper half then."""
    gdb = os.environ.get("GDB") or next(filter(shutil.which, DEBUGGERS), DEBUGGERS[0])
    with tempfile.TemporaryDirectory() as folder:
        recorder = f"rr=record,rrfile={folder}/boot.rr"
        machine = shlex.join(qemu(kernel, recorder, "-serial", "null", "-gdb", "stdio", "-S"))
        commands = [
            "set confirm off",
            "set osabi none",
            f"target remote | exec {machine}",
            "break *((unsigned long)&_start & 0xffffffff)",
            "continue",
            "monitor info replay",
            "break *console::read",
            "continue",
            "monitor info replay",
            "kill",
        ]
        arguments = [word for command in commands for word in ("-ex", command)]
        status, output = run(["timeout", str(TIME_LIMIT), gdb, "-nx", "-batch", *arguments, str(kernel)])
    counts = re.findall(r"Breakpoint \d, .*?instruction count = (\d+)\b", output, re.DOTALL)
    if len(counts) != 2:
        sys.exit(f"bench: gdb could not count the instructions of the boot (status {status}):\n{output}")
    return int(counts[1]) - int(counts[0])


def chosen():
    """The build and the mode that the command line names, each at most once."""
    flavours, modes = (set(sys.argv[1:]) & set(names) for names in (GOALS_BY_FLAVOUR, MODES))
    if len(sys.argv) - 1 != len(flavours) + len(modes) or len(flavours) > 1 or len(modes) > 1:
        sys.exit(f"usage: {sys.argv[0]} [class|release] [machine|supervisor]")
    return (*flavours, "release")[0], (*modes, "machine")[0]


def main():
    flavour, mode = chosen()
    kernel = ROOT / "build" / flavour / mode / "kernel.elf"
    if not kernel.exists():
        sys.exit(f"bench: there is no {kernel.relative_to(ROOT)}: make builds it")

    rows = measure_calls(kernel)
    boot = measure_boot(kernel)
    rows.append((BOOT, boot, boot))
    goals = GOALS | GOALS_BY_FLAVOUR[flavour]

    print(f"Instructions for each, in the {flavour} build, {mode} mode:\n")
    print(f"{'work':<32} {'least':>10} {'median':>10} {'at most':>10}")
    missed = 0
    for what, least, median in rows:
        goal = goals.get(what)
        over = goal is not None and median > goal
        missed += over
        print(f"{what:<32} {least:>10} {median:>10} {goal or '':>10}{'  MISSED' if over else ''}".rstrip())
    if absent := goals.keys() - {row[0] for row in rows}:
        sys.exit(f"bench: nothing measured {', '.join(sorted(absent))}")
    sys.exit(missed > 0)


main()
