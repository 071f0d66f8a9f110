#!/usr/bin/python3 -B
# scripts/grade.py: builds this tree and grades it: points for a lab of docs/labs/.
"""scripts/grade.py LAB [TEST]: TAP on standard output, and the same for machines in build/grade/LAB/: results.json
(Gradescope's), junit.xml, tap.txt. With TEST only this one is run, its console is shown, and nothing is written down.
The status is 0 if all points were given, 1 if not, 2 if nothing could be graded."""

import fcntl
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from ending import leave_on_signals
from grading import report
from grading.judge import judge, not_built
from grading.labs import ROOT, Problem, read_lab
from grading.machine import run
from grading.processes import started

KERNEL = "build/class/machine/kernel.elf"
GRADES = "build/grade"
BUILD_LIMIT = 3600  # seconds: far more than it takes
LINES_OF_BUILD = 12  # that are shown of one that fails

# What a command line, or the make that started this script, has chosen is not meant for the make that it starts.
CHOICES = "MODE CPUS MEMORY RELEASE DEBUG APPEND P LIBRARY SHUFFLE INTO DISK MAKEFLAGS MFLAGS MAKELEVEL".split()


@contextmanager
def the_only_one(root):
    """Two that build one tree would spoil each other's results."""
    (root / GRADES).mkdir(parents=True, exist_ok=True)
    with (root / GRADES / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Problem(f"process {file.read().strip()} is grading in this tree already: wait until it has ended") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def build(root):
    """Builds the default kernel and the programs. What the compiler complains of; nothing if all is well."""
    environment = {name: value for name, value in os.environ.items() if name not in CHOICES}
    with tempfile.TemporaryFile() as file:
        make = ["make", f"-j{os.cpu_count() or 1}", "--output-sync", "all"]
        with started(make, cwd=root, env=environment, stdout=file, stderr=subprocess.STDOUT) as process:
            try:
                status = process.wait(BUILD_LIMIT)
            except subprocess.TimeoutExpired:
                raise Problem(f"no verdict: the build was not over after {BUILD_LIMIT} seconds") from None
        file.seek(0)
        said = file.read().decode(errors="replace").replace(f"{root}/", "").splitlines()
    if status == 0:
        return []
    errors = [line for line in said if "error" in line.lower()] or said
    return errors[:LINES_OF_BUILD] or [f"make ended with status {status}"]


def tell(text):
    """How far it is: not on standard output, which is TAP."""
    print(f"grade: {text}", file=sys.stderr, flush=True)


def grade(root, tests):
    """The verdicts. Tests of the same command are judged by the same run."""
    tell("building")
    if errors := build(root):
        return [not_built(test, errors) for test in tests]
    runs = {}
    for test in tests:
        key = (test.command, test.options, test.instructions)
        if key not in runs:
            tell(f"running {test.command}")
            runs[key] = run(root / KERNEL, *key)
    return [judge(test, runs[test.command, test.options, test.instructions]) for test in tests]


def grade_one(root, lab, name):
    tests = [test for test in lab.tests if test.name == name]
    if not tests:
        raise Problem(f"TEST={name}: the lab {lab.name} has {', '.join(test.name for test in lab.tests)}")
    verdicts = grade(root, tests)
    if verdicts[0].run:
        print(report.clean(verdicts[0].run.console))
    return verdicts


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    leave_on_signals()
    root, name, test = ROOT, sys.argv[1], (sys.argv[2:] or [""])[0]
    try:
        lab = read_lab(name, root)
        folder = root / GRADES / lab.name
        with the_only_one(root):
            if test:
                verdicts = grade_one(root, lab, test)
            else:
                folder.mkdir(exist_ok=True)
                report.forget(folder)
                verdicts = grade(root, lab.tests)
                report.write(folder, lab, verdicts)
            print("\n".join(report.tap(lab, verdicts)))
    except Problem as problem:
        tell(problem)
        sys.exit(2)
    except SystemExit:
        tell("interrupted; no results were written")
        raise
    sys.exit(0 if all(verdict.passed for verdict in verdicts) else 1)


if __name__ == "__main__":
    main()
