#!/usr/bin/python3
# tests/every_row.py: judges whether every row of the table was seen to succeed, and to fail with every error that it lists.
#
#   tests/every_row.py     judges what the tests have left in build/test/counts since `make test` began
#
# The kernel counts what calls answer (kernel/debug/counters.h) and prints it when a machine with the boot option `counts` is
# turned off; the harness keeps it (tests/system/harness.py:keep_counts). Here all of that is added up.

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNTS = ROOT / "build" / "test" / "counts"

sys.path.insert(0, str(ROOT / "scripts"))
import call_table  # noqa: E402

LINE = re.compile(r"(\w+) (\w+) (\d+)")

# What no test can bring about, and why.
EXCEPTIONS = {
    ("sigsuspend", "ok"): "it always answers intr",
}


def seen(folder=COUNTS):
    """How often each row has given each answer in all runs: {("write", "EBADF"): 7}."""
    counts = Counter()
    for file in folder.glob("*"):
        for row, answer, count in LINE.findall(file.read_text()):
            counts[row, answer] += int(count)
    return counts


def complaints(rows, names, counts):
    """A sentence for each thing that is wrong. `names` are those of the errors: badf is EBADF."""
    answers = {}
    for row, answer in counts:
        answers.setdefault(row, set()).add(answer)
    for row in rows:
        got = answers.pop(row.name, set())
        if got == {"ENOSYS"}:
            continue  # nobody has written its handler
        if "ok" not in got and (row.name, "ok") not in EXCEPTIONS:
            yield f"{row.name} was never seen to succeed"
        for error in sorted(row.errors):
            excepted = (row.name, error) in EXCEPTIONS
            if names[error] not in got and not excepted:
                yield f"{row.name} lists {error}, but was never seen to answer {names[error]}"
        for answer in sorted(got - {"ok"} - {names[error] for error in row.errors}):
            yield f"{row.name} answers {answer}, which its row does not list"
    for row, got in answers.items():
        if row != "unknown" or got != {"ENOSYS"}:
            yield f"{row} answers {', '.join(sorted(got))}, but is no call"


def judge(folder=COUNTS):
    """How many rows are all right, and what is wrong with the others."""
    rows, names = call_table.rows(), call_table.errors()
    wrong = list(complaints(rows, names, seen(folder)))
    return len(rows) - len({sentence.split()[0] for sentence in wrong}), wrong


def main():
    right, wrong = judge()
    for sentence in wrong:
        print(sentence)
    print(f"{right} passed, {len(wrong)} failed")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
