#!/usr/bin/python3 -B
# scripts/check/size.py: checks that files and functions stay short enough to be read in one sitting.

import re
from pathlib import Path
from typing import Iterator, NamedTuple

from tree import CPLUSPLUS, SOURCES, TOP, Finding, blank, files, main, read

FILE_LINES = 450
FUNCTION_LINES = 60

# What may be longer, up to how many lines, and why: "path" for a file, "path:function" for a function.
EXCEPTIONS: dict[str, tuple[int, str]] = {
    "kernel/abi/words.def": (600, "a table, which grows with that of the calls, and is read page by page as the manual"),
}


class Function(NamedTuple):
    name: str
    first: int  # line number of its head
    last: int  # of its closing brace


# The head of a scope whose own braces hold declarations: it is looked into.
SCOPE = re.compile(
    r'^(?:template\b.*|typedef\s|static\s|inline\s)*\s*(?:namespace|class|struct|union|enum|extern\s+"")'
)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:.*\\\n)*.*$", re.MULTILINE)
AFTER_PARAMETERS = re.compile(r"\)\s*(?:(?:const|noexcept|override|final|[A-Z_]+(?:\([^()]*\))?)\s*)*$")


def name_in(head: str) -> str:
    """The name of the function with this head; nothing if it is the head of something else."""
    head = re.sub(r"\[\[.*?\]\]|__attribute__\s*\(\(.*?\)\)", " ", head, flags=re.DOTALL)
    if SCOPE.match(head) and not AFTER_PARAMETERS.search(head):
        return ""
    match = re.search(r"((?:[\w~]+::)*(?:operator\s*[^\s(]+|[\w~]+))\s*\(", head)
    if not match or head.rstrip().endswith("="):
        return ""
    return "" if match[1].isupper() else match[1]  # in capitals: a macro that declares something


def functions(text: str) -> Iterator[Function]:
    """The functions that a C++ file defines. Macros are passed over."""
    code = PREPROCESSOR.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), blank(text, literals=True))
    scopes: list[tuple[str, int]] = []  # for each open brace: the function that it began (or ""), and where
    inside = 0  # how many of them are functions or inside one
    begin = 0  # where the text since the last ; { or } starts
    line = head_line = 1
    for i, sign in enumerate(code):
        line += sign == "\n"
        if not code[begin:i].strip():
            head_line = line
        if sign == "{":
            name = "" if inside else name_in(code[begin:i].strip())
            inside += bool(inside or name)
            scopes.append((name, head_line))
        elif sign == "}" and scopes:
            name, first = scopes.pop()
            inside -= inside > 0
            if name:
                yield Function(name, first, line)
        if sign in "{};" or (sign == ":" and code[begin:i].strip() in ("public", "protected", "private")):
            begin = i + 1


def findings(root: Path) -> Iterator[Finding]:
    used = set()

    def allowed(name: str, limit: int, lines: int) -> int:
        if name in EXCEPTIONS and lines > limit:
            used.add(name)
            return EXCEPTIONS[name][0]
        return limit

    for path in files(root, TOP, SOURCES + ("Makefile", ".ci/run")):
        text = read(root, path)
        lines = len(text.splitlines())
        limit = allowed(path, FILE_LINES, lines)
        if lines > limit:
            yield Finding(path, limit + 1, f"{lines} lines in one file, of at most {limit}")
        for function in functions(text) if path.endswith(CPLUSPLUS) else ():
            lines = function.last - function.first + 1
            limit = allowed(f"{path}:{function.name}", FUNCTION_LINES, lines)
            if lines > limit:
                yield Finding(path, function.first, f"{function.name} has {lines} lines, of at most {limit}")
    for name in EXCEPTIONS.keys() - used:
        if (root / name.split(":")[0]).exists():
            yield Finding(name.split(":")[0], 1, f"{name} needs no exception in size.py any more")


main(findings)
