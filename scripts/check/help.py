#!/usr/bin/python3
# scripts/check/help.py: checks that the list of commands, /etc/help, has every program and builtin, and no other.

import re
from pathlib import Path
from typing import Iterator

from tree import Finding, main, read

HELP = "user/root/etc/help"
PROGRAMS = "user/bin"
BUILTINS = "user/bin/sh/builtins.cpp"

LISTED = re.compile(r"^ ([ *])(\S+) +\S")  # a star: part of the shell
BUILTIN = re.compile(r'\{"([^"]+)", run_\w+')  # a row of the table


def programs(root: Path) -> set[str]:
    """A file foo.cpp or foo.c, or a folder foo, becomes /bin/foo."""
    return {
        path.stem
        for path in (root / PROGRAMS).iterdir()
        if path.suffix in (".cpp", ".c", ".S") or (path.is_dir() and not path.name.startswith("_"))
    }


def findings(root: Path) -> Iterator[Finding]:
    if not (root / PROGRAMS).is_dir():
        return  # without programs there is nothing to list
    listed: dict[str, tuple[int, bool]] = {}
    for number, line in enumerate(read(root, HELP).splitlines(), 1):
        if match := LISTED.match(line):
            if match[2] in listed:
                yield Finding(HELP, number, f"{match[2]} is listed twice")
            listed[match[2]] = (number, match[1] == "*")
    there, builtins = programs(root), set(BUILTIN.findall(read(root, BUILTINS)))
    for name in sorted((there | builtins) - listed.keys()):
        yield Finding(HELP, 1, f"{name} is missing")
    for name, (number, starred) in listed.items():
        if name not in there | builtins:
            yield Finding(HELP, number, f"{name} is neither a program in {PROGRAMS} nor a builtin")
        elif starred != (name in builtins):
            yield Finding(HELP, number, f"{name}: a star stands before builtins only, and before each of them")


main(findings)
