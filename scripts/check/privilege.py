#!/usr/bin/python3 -B
# scripts/check/privilege.py: checks that only arch/privilege.h and mode/ know which mode the kernel is for.
#
# And that mode/ has the same files for each of them, so that `diff -ru machine supervisor` shows all that differs.

import re
from pathlib import Path
from typing import Iterator

from tree import CPLUSPLUS, Finding, blank, files, main, read

ALLOWED = ("kernel/arch/privilege.h", "kernel/mode/")

# satp is not among them: user mode's page table is the supervisor's, in either kernel.
MACHINE = (
    r"mstatus misa medeleg mideleg mie mtvec mcounteren mscratch mepc mcause mtval mip mhartid mvendorid"
    r" marchid mimpid mconfigptr menvcfg mseccfg mcycle minstret mcountinhibit mtinst mtval2 mhpmcounter\d+"
    r" mhpmevent\d+ pmpcfg\d+ pmpaddr\d+"
)
SUPERVISOR = "sstatus sie stvec scounteren sscratch sepc scause stval sip senvcfg stimecmp"
CSR = re.compile(r"\b(?:%s)\b" % "|".join((MACHINE + " " + SUPERVISOR).split()))
RETURN = re.compile(r"\b[ms]ret\b")
# A choice: by the preprocessor, an if or a comparison. In a sum it is a number, which is what it is for.
NAME = r"\b(?:PRIVILEGE|PHYS_BASE_OFFSET|kPhysBaseOffset)\b"
CHOICE = re.compile(
    rf"""^\s*\#\s*(?:el)?if.*{NAME} | \b(?:if|switch)\b.*{NAME}
        | {NAME}\s*(?:[=!<>]= | [<>](?![<>]) | \?) | (?:[=!<>]= | (?<![<>])[<>])\s*{NAME}""",
    re.VERBOSE,
)
MODES = ("machine", "supervisor")


def file_findings(root: Path) -> Iterator[Finding]:
    """A file that one mode has and another has not."""
    machine, supervisor = ({Path(path).name for path in files(root, [f"kernel/mode/{mode}"])} for mode in MODES)
    for mode, missing in zip(MODES, (supervisor - machine, machine - supervisor)):
        for name in missing:
            yield Finding(f"kernel/mode/{mode}/{name}", 1, "is not there, but the other mode has it")


def findings(root: Path) -> Iterator[Finding]:
    yield from file_findings(root)
    for path in files(root, ["kernel"], CPLUSPLUS + (".S", ".def")):
        if path.startswith(ALLOWED):
            continue
        for number, line in enumerate(blank(read(root, path)).splitlines(), 1):
            if match := CSR.search(line):
                yield Finding(path, number, f"{match[0]} names a mode: use the x name of arch/privilege.h")
            if match := RETURN.search(line):
                yield Finding(path, number, f"{match[0]} is for one mode only: use xret of arch/privilege.h")
            if CHOICE.search(line):
                yield Finding(path, number, "a choice by privilege mode belongs in arch/privilege.h or mode/")


main(findings)
