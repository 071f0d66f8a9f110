#!/usr/bin/python3
# scripts/performance.py: writes the figures into docs/performance.md, and draws its pictures.
#
#   scripts/performance.py             all of it: the baseline, what a clock tells here, where instructions go
#   scripts/performance.py figures     only what the baseline has (scripts/measuring/baseline.json)
#
# The prose stands in the document itself. What is written anew lies between two marks, <!-- begin NAME --> and
# <!-- end NAME -->.

import os
import subprocess
import sys

from measuring import baseline, building, markdown, pictures
from measuring.machine import FLAVOURS, ROOT, Kernel, Problem

DOCUMENT = ROOT / "docs" / "performance.md"
PICTURES = ROOT / "docs" / "pictures"
PROFILED = ("null", "pipe", "touch", "fork", "exec")


def with_blocks(document, blocks):
    """The document with other text between the marks of these names."""
    for name, text in blocks.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        if document.count(begin) != 1 or document.count(end) != 1:
            raise Problem(f"{DOCUMENT.name} must have {begin} and {end} once")
        before, _, rest = document.partition(begin)
        document = f"{before}{begin}\n\n{text.strip()}\n\n{end}{rest.partition(end)[2]}"
    return document


def output_of(*command):
    done = subprocess.run(
        [sys.executable, "-B", *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise Problem(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def timed_blocks():
    """What depends on this machine, and on what else it does meanwhile."""
    blocks = {"seconds": markdown.seconds(building.measure(), os.getloadavg()[0])}
    blocks["sizes"] = markdown.sizes({kernel: kernel.path for kernel in map(Kernel, FLAVOURS)})
    blocks["wall"] = output_of("scripts/bench_wall.py", "release", "--markdown")
    return blocks


def profile_blocks():
    """Where the instructions of a work go: the phases of a null call, and a picture for each."""
    shown = []
    for work in PROFILED:
        picture = f"docs/pictures/profile_{work}.svg"
        said = output_of("scripts/profile.py", work, "release", "--markdown", "--picture", picture)
        if work == "null":
            shown.append(next(part for part in said.split("\n\n") if part.startswith("|")))
        shown.append(f"![where the instructions of this work go: {work}](pictures/profile_{work}.svg)")
    return {"profile": "\n\n".join(shown)}


def main(words):
    if words not in ([], ["figures"]):
        raise Problem("usage: performance.py [figures]")
    known = baseline.load()
    blocks = markdown.exact_blocks(known)
    drawn = pictures.draw(known)
    if not words:
        blocks |= timed_blocks() | profile_blocks()
    PICTURES.mkdir(exist_ok=True)
    for name, picture in drawn.items():
        (PICTURES / name).write_text(picture)
    DOCUMENT.write_text(with_blocks(DOCUMENT.read_text(), blocks))
    print(f"written: {DOCUMENT.relative_to(ROOT)}, and {len(drawn)} pictures in {PICTURES.relative_to(ROOT)}/")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(f"performance: {problem}")
