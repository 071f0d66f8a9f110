# scripts/measuring/growth.py: how costs grow: runs user/bench/growth, and knows the laws that must hold.

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from measuring.machine import ROOT, Problem, clean_environment, console_of

PROGRAM = "/bench/growth"
ROW = re.compile(r"^(\S.{31}) +(\d+): +(\d+)$", re.MULTILINE)
ENTRIES = (10, 100, 1000, 10000)
DEEPEST = 15  # folders called d, one in the other
BYTES = 1 << 20
PAGES_IN_A_MEBIBYTE = 256


def run(*command):
    """A command that must succeed; what it says otherwise is shown."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise Problem(f"{' '.join(map(str, command))} failed:\n{done.stdout.decode(errors='replace')}")


def lay_out(folder):
    """What the program looks for below /growth."""
    growth = folder / "growth"
    for count in ENTRIES:
        (growth / str(count)).mkdir(parents=True)
        for number in range(count):
            (growth / str(count) / f"f{number:05}").touch()
    growth.joinpath(*["d"] * DEEPEST).mkdir(parents=True)
    (growth / "bytes").write_bytes(bytes(BYTES))


def kernel_with_files(kernel, folder):
    """The kernel with a root file system that has these files, and what it takes to run the program."""
    programs, files, image, out = (folder / name for name in ("programs", "files", "root.img", "kernel.elf"))
    for name in ("bin/init", "bin/sh", PROGRAM[1:]):
        (programs / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kernel.path.parents[1] / "root" / name, programs / name)
    lay_out(files)
    run("scripts/make_image.sh", programs, files, image)
    run("make", "--no-print-directory", *kernel.choices.split(), "kernel-with", f"ROOT={image}", f"OUT={out}")
    return out


def measure_growth(kernel):
    """{work: {how many: instructions}}"""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        console = console_of(kernel_with_files(kernel, Path(folder)), kernel.mode, PROGRAM, memory="256M")
    figures = {}
    for what, many, median in ROW.findall(console):
        figures.setdefault(what.strip(), {})[int(many)] = int(median)
    return figures


def from_baseline(known):
    """The same, of what a JSON file has kept, which knows no numbers as keys."""
    return {work: {int(many): number for many, number in points.items()} for work, points in known.items()}


class Law:
    """How the cost of a work may grow: a sentence for people, and a function of {how many: instructions}, which answers
    what is wrong, or nothing."""

    def __init__(self, work, words, judge):
        self.work, self.words, self.judge = work, words, judge


def slope(figures, low, high):
    """Instructions for each one more, between two points."""
    return (figures[high] - figures[low]) / (high - low)


def flat(figures):
    """As much for many as for few, but for a hundredth."""
    few, many = figures[min(figures)], max(figures.values())
    return f"{many} instead of {few}" if many > 1.01 * few else ""


def at_most_each(most, unit=1):
    """For each one more at most so many instructions; `unit` of them are one step."""

    def judge(figures):
        each = slope(figures, min(figures), max(figures)) / unit
        return f"{each:.1f} for each one more, of at most {most}" if each > most else ""

    return judge


def linear(figures):
    """On the last stretch each one more costs no more than on all the way there, but for a tenth."""
    points = sorted(figures)
    first, last = slope(figures, points[0], points[-2]), slope(figures, points[-2], points[-1])
    return f"{last:.2f} for each one more at the end, {first:.2f} before" if last > 1.1 * first else ""


LAWS = (
    Law("null call, with processes", "does not depend on the number of processes", flat),
    Law("null call, with open files", "does not depend on the number of open files", flat),
    Law("pipe round trip, with sleepers", "does not depend on how many sleep elsewhere", flat),
    Law("wake all that sleep at a word", "grows with those that are woken", linear),
    Law("fork, with MiB untouched", "does not depend on memory that nobody has touched", flat),
    Law("fork, with MiB touched", "at most 25 instructions for each page", at_most_each(25, PAGES_IN_A_MEBIBYTE)),
    Law("stat, not among so many entries", "grows with the entries of the directory", linear),
    Law("stat, with components of path", "grows with the components of the path", linear),
    Law("read, with bytes", "grows with the bytes", linear),
)


# Laws that do not hold, by work, and what it would take.
NOT_HELD = {}


def broken_laws(figures):
    """A sentence for each law that does not hold, by work."""
    broken = {}
    for law in LAWS:
        points = figures.get(law.work)
        if not points or len(points) < 2:
            broken[law.work] = "was not measured"
        elif wrong := law.judge(points):
            broken[law.work] = f"{law.words}: {wrong}"
    return broken


def as_rows(figures):
    """{"work, at how many": instructions}, as the baseline compares them."""
    return {f"{work}, at {many}": number for work, points in figures.items() for many, number in points.items()}


def as_text(figures):
    """A table for a terminal, line by line; behind each work its law."""
    broken = broken_laws(figures)
    words = {law.work: law.words for law in LAWS}
    for work, points in figures.items():
        numbers = "  ".join(f"{many:,}: {number:,}" for many, number in points.items())
        yield f"{work:<32} {numbers}"
        if work in broken:
            yield f"{'':<32} BROKEN: {broken[work]}"
            yield f"{'':<32} {NOT_HELD.get(work, 'and nobody has said why (scripts/measuring/growth.py:NOT_HELD)')}"
        elif work in words:
            yield f"{'':<32} holds: {words[work]}"
