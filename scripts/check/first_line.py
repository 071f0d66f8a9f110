#!/usr/bin/python3 -B
# scripts/check/first_line.py: checks that each source file starts with its path and a sentence on what it is.

import re
from pathlib import Path
from typing import Iterator

from tree import SOURCES, TOP, Finding, files, main, read

OTHERS = ("Makefile", ".ci/run", ".mk", ".gdb", ".yml", ".yaml", ".supp")
COMMENT = re.compile(r'\s*(?://|/\*|#|"""|--)\s*(.*?)\s*(?:\*/|""")?\s*$')


def findings(root: Path) -> Iterator[Finding]:
    for path in files(root, TOP, SOURCES + OTHERS):
        lines = read(root, path).splitlines()[:2]
        number = 2 if lines and lines[0].startswith("#!") else 1
        match = COMMENT.match(lines[number - 1]) if len(lines) >= number else None
        name = path.removeprefix("kernel/")
        if not match or not match[1].startswith(name + ": "):
            yield Finding(path, number, f'this line must be a comment that starts with "{name}: "')
        elif not match[1].endswith(".") or len(match[1]) < len(name) + 10:
            yield Finding(path, number, "after the path a sentence is missing, or its full stop")


main(findings)
