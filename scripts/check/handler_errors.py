#!/usr/bin/python3
# scripts/check/handler_errors.py: checks that each error in the source of a system call's handler is listed in its row.
#
# What a handler answers by itself, or by functions of the same file that it calls, is found in the text. What comes from other
# rooms is seen by the tests only: the kernel counts it (tests/every_row.py).

import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

from tree import Finding, blank, files, main, read

sys.path.insert(0, str(Path(__file__).parents[1]))
import call_table  # noqa: E402

# A function: its name, at the start of a line that does not end with a semicolon, and its body, up to a brace at the start of a line
# or at the end of the same one.
FUNCTION = re.compile(
    r"^[A-Za-z][\w:<>,&*\[\] ]*?\b(\w+)\([^;{}]*\)[^;{}()]*\{(?:([^\n]*)\}$|(.*?)^\})", re.MULTILINE | re.DOTALL
)
ERROR = re.compile(r"\bErrno::(\w+)")
COMPARED = re.compile(r"[!=]= *Errno::\w+")
NAME = re.compile(r"\b(\w+)\(")


class Function(NamedTuple):
    start: int  # of its body
    body: str


def functions(text: str) -> dict[str, Function]:
    """All functions of a file by name, without comments, literals and comparisons."""
    clean = COMPARED.sub(lambda match: " " * len(match.group()), blank(text, literals=True))
    found = {}
    for match in FUNCTION.finditer(clean):
        part = 2 if match[2] is not None else 3
        found[match[1]] = Function(match.start(part), match[part])
    return found


def errors_of(name: str, known: dict[str, Function], seen: set[str]) -> Iterator[tuple[int, str]]:
    """Where, and which, in a function and in those of the same file that it calls."""
    seen.add(name)
    function = known[name]
    for match in ERROR.finditer(function.body):
        yield function.start + match.start(), match[1]
    for other in NAME.findall(function.body):
        if other in known and other not in seen:
            yield from errors_of(other, known, seen)


def findings(root: Path) -> Iterator[Finding]:
    if not (root / "kernel/abi/syscalls.def").exists():
        return
    rows = {row.name: row.errors for row in call_table.rows(root / "kernel")}
    for path in files(root, ["kernel"], (".cpp",)):
        text = read(root, path)
        known = functions(text)
        for name in known:
            row = name.removeprefix("sys_")
            if row == name or row not in rows:
                continue
            for place, error in errors_of(name, known, set()):
                if error not in rows[row] | {"none"}:
                    line = text.count("\n", 0, place) + 1
                    yield Finding(path, line, f"{row} may answer {error}, which its row does not list")


main(findings)
