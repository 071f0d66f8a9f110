# scripts/check/tree.py: what the checks share: the files of the tree, code without comments, how to report.
"""A check is a script with a generator findings(root) of Finding, and calls main(findings)."""

import os
import re
import sys
from pathlib import Path
from typing import Callable, Iterable, Iterator, NamedTuple

# All that the top of the tree may hold; what a build leaves there, or an editor, is not looked at.
TOP = (
    "Makefile README.md LICENSE kernel user linker scripts docs tests .ci .clang-format .clang-tidy .clangd"
    " .devcontainer .editorconfig .github .gitignore .vscode"
).split()
CPLUSPLUS = (".h", ".cpp", ".c")
SOURCES = CPLUSPLUS + (".S", ".def", ".ld", ".py", ".sh")


class Finding(NamedTuple):
    path: str  # from the root, with slashes
    line: int
    message: str


def files(root: Path, under: Iterable[str] = TOP, suffixes: tuple[str, ...] = ("",)) -> list[str]:
    """The files under some files and folders, with one of the suffixes, as paths from the root."""
    found = []
    for name in under:
        if (root / name).is_file():
            found.append(name)
        for folder, folders, names in os.walk(root / name):
            folders[:] = [f for f in folders if f not in ("__pycache__", ".pytest_cache", ".cache")]
            found += [(Path(folder) / n).relative_to(root).as_posix() for n in names]
    return sorted(path for path in found if path.endswith(suffixes))


def read(root: Path, path: str) -> str:
    """A file's text; nothing for a file that is not text, such as a seed of a fuzzer."""
    data = (root / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", errors="replace")


# A comment, or a literal, in which the signs of a comment mean nothing. A quote in a number is a separator.
TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | R"([^(\s"]*)\(.*?\)\1" | "(?:\\.|[^"\\\n])*" | (?<!\w)'(?:\\.|[^'\\\n])+'""",
    re.DOTALL | re.VERBOSE,
)


def blank(text: str, literals: bool = False) -> str:
    """C, C++ or assembly with spaces for comments, and for literals if asked: all lines stay in place."""

    def erase(match: re.Match[str]) -> str:
        token = match.group()
        if token.startswith(("//", "/*")):
            return re.sub(r"[^\n]", " ", token)
        return '"' + re.sub(r"[^\n]", " ", token[1:-1]) + '"' if literals else token

    return TOKEN.sub(erase, text)


def includes(text: str) -> Iterator[tuple[int, str, str]]:
    """The number, the opening sign and the name of each line that includes a file."""
    for number, line in enumerate(blank(text).splitlines(), 1):
        match = re.match(r'\s*#\s*include(?:_next)?\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match[1], match[2]


def main(findings: Callable[[Path], Iterable[Finding]]) -> None:
    """Runs a check on the tree that the command line names (else on this one), and ends with its verdict."""
    if len(sys.argv) > 2:
        sys.exit(f"usage: {sys.argv[0]} [root]")
    root = Path(sys.argv[1] if len(sys.argv) == 2 else Path(__file__).parents[2]).resolve()
    found = sorted(set(findings(root)))
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.message}")
    sys.exit(1 if found else 0)
