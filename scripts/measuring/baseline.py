# scripts/measuring/baseline.py: the figures that were once counted, with what, and why they were last changed.
#
# The same compiler and the same QEMU count the same instructions everywhere. So a figure that has moved tells that
# the code has: whoever did that writes it down (make bench-baseline REASON='...'). With other tools figures differ
# anyway: then they are compared, and that is all.

import json
import re
from pathlib import Path

from measuring.growth import LAWS
from measuring.machine import KERNELS, Problem
from measuring.works import WORKS

FILE = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.02  # of a figure, and one instruction
HOW = "make bench-baseline REASON='...'"


# What is looked for by name; rows of works and of memory may come and go.
NAMES = {
    "reasons": (),
    "tools": ("compiler", "emulator"),
    "limit": {work.limit for work in WORKS if work.limit},
    "works": [kernel.name for kernel in KERNELS],
    "growth": [law.work for law in LAWS],
    "memory": [kernel.name for kernel in KERNELS],
}


def lacking(known):
    """Where something is not that has to be there: "part" or "part: name"."""
    for part, names in NAMES.items():
        found = known.get(part) if isinstance(known, dict) else None
        if not isinstance(found, list if part == "reasons" else dict):
            yield part
        else:
            yield from (f"{part}: {name}" for name in names if not found.get(name))


def read():
    try:
        return json.loads(FILE.read_text())
    except FileNotFoundError:
        raise Problem(f"there is no {FILE.name}: {HOW} writes it") from None
    except ValueError as error:  # no JSON, or not even text
        raise Problem(f"{FILE.name} is no JSON ({error}): {HOW} writes it anew") from None


def load():
    known = read()
    if lacks := sorted(lacking(known)):
        raise Problem(f"{FILE.name} lacks {', '.join(lacks)}: {HOW} writes it anew")
    return known


def write(known, reason):
    """Replaces it; the reasons of all changes stay, whatever else it may lack."""
    try:
        before = read()
    except Problem:
        before = {}
    reasons = [] if "reasons" in lacking(before) else before["reasons"]
    text = json.dumps({"reasons": [*reasons, reason], **known}, indent=2)
    # The two figures of a row stand in one line.
    FILE.write_text(re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", text) + "\n")


def moved(before, now):
    """What differs by more than the tolerance between two {row: number}: a sentence for each."""
    for row in sorted(before.keys() | now.keys()):
        old, new = before.get(row), now.get(row)
        if old is None:
            yield f"{row}: {new}, which is new"
        elif new is None:
            yield f"{row}: was {old}, and is gone"
        elif abs(new - old) > max(old * TOLERANCE, 1):
            yield f"{row}: {new} instead of {old} ({100 * (new - old) / old:+.1f} %)"


def differing_tools(recorded, here):
    """A sentence for each tool that is not the one that counted the baseline."""
    return [f"the {tool} is {here[tool]}, not {recorded[tool]}" for tool in recorded if here[tool] != recorded[tool]]
