#!/usr/bin/python3 -B
# scripts/check/casts.py: checks that each asm and each reinterpret_cast in the kernel comes with its reason.
#
# The reason is a comment in the same statement or on the line above it. A group may share one: a comment that
# speaks of "asm" or "cast" and stands above, with no empty line between.

import re
from pathlib import Path
from typing import Iterator

from tree import CPLUSPLUS, Finding, blank, files, main, read

UNSAFE = re.compile(r"\b(?:asm|__asm__|reinterpret_cast)\b")


def has_comment(line: str, code: str) -> bool:
    return line.rstrip() != code.rstrip()


def has_reason(lines: list[str], code: list[str], at: int) -> bool:
    """lines are the file's, code the same with comments blanked; at is the index of the line in question."""
    start = end = at
    while end + 1 < len(lines) and not code[end].rstrip().endswith((";", "{", "}")):
        end += 1
    while start > 0 and code[start - 1].strip() and code[start - 1].rstrip()[-1] not in ";{}:":
        start -= 1
    if any(has_comment(lines[i], code[i]) for i in range(max(start - 1, 0), end + 1)):
        return True
    for i in range(start - 1, -1, -1):
        if not lines[i].strip():
            return False
        if has_comment(lines[i], code[i]) and re.search(r"\basm\b|\bcasts?\b", lines[i]):
            return True
    return False


def findings(root: Path) -> Iterator[Finding]:
    for path in files(root, ["kernel"], CPLUSPLUS):
        text = read(root, path)
        lines, code = text.split("\n"), blank(text).split("\n")
        for i, line in enumerate(blank(text, literals=True).split("\n")):
            match = UNSAFE.search(line)
            if match and not has_reason(lines, code, i):
                yield Finding(path, i + 1, f"{match[0]} without its reason, here or on the line above")


main(findings)
