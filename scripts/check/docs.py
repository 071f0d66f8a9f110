#!/usr/bin/python3 -B
# scripts/check/docs.py: checks that every path, function and link that the documents cite is really there, and each in the book.
#
# In a code span, `kernel/trap/`, `trap/vector.S` and `vector.S` are paths or ends of paths, and
# `trap/trap.cpp:trap_handler` is a path and a word in that file. A name with a * must match something.
# Names in capitals and files called foo are placeholders, build/ holds what is built, and headers of others
# have angle brackets.

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Iterator

from tree import TOP, Finding, files, main, read

CONTENTS = "docs/book/mkdocs.yml"
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
CITATION = re.compile(r"([\w.*{},-]+(?:/[\w.*{},-]*)*)(?::([\w~:]+))?")
EXTENSION = re.compile(r"[\w*-]\.(?:h|cpp|c|S|def|ld|py|sh|md|yml)$")
PLACEHOLDER = re.compile(r"^foo\b|^[A-Z][A-Z_]*$")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines outside fenced blocks, with their numbers."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"\s*(```+|~~~+)", line)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence):
            fence = ""
        elif not fence:
            yield number, line


def anchors(text: str) -> set[str]:
    """What a link may name after #: the headings, as the usual viewers of Markdown write them."""
    names: set[str] = set()
    for _, line in prose(text):
        if match := re.match(r"#+\s+(.*?)\s*#*$", line):
            name = re.sub(r"[^\w\- ]", "", match[1].lower()).replace(" ", "-")
            count = 1
            unique = name
            while unique in names:
                unique, count = f"{name}-{count}", count + 1
            names.add(unique)
    return names


def expand(pattern: str) -> list[str]:
    """a{b,c}d as abd and acd."""
    match = re.search(r"\{([^{}]*)\}", pattern)
    if not match:
        return [pattern]
    before, after = pattern[: match.start()], pattern[match.end() :]
    return [name for part in match[1].split(",") for name in expand(before + part + after)]


def resolve(root: Path, path: str) -> list[Path]:
    """The files and folders that a cited path can mean."""
    if not path.strip("/.*"):
        return []
    found = [place for top in ("", "kernel/") for place in root.glob(top + path.rstrip("/"))]
    return found or [root / file for file in files(root) if fnmatch(file, "*/" + path)]


def is_path(root: Path, name: str) -> bool:
    parts = [part for part in name.split("/") if part]
    if not parts or any(PLACEHOLDER.search(part) for part in parts if part not in TOP) or parts[0] == "build":
        return False
    known = parts[0] in TOP or (root / "kernel" / parts[0]).is_dir()
    return bool(EXTENSION.search(parts[-1])) or ("/" in name and known)


def citation_findings(root: Path, document: str, number: int, line: str) -> Iterator[Finding]:
    for span in SPAN.findall(line):
        match = CITATION.fullmatch(span.split(" ")[0].removeprefix("./"))  # of a command, the script
        if not match or not is_path(root, match[1]):
            continue
        for path in expand(match[1]):
            found = resolve(root, path)
            if not found:
                yield Finding(document, number, f"`{span}`: there is no {path}")
            elif match[2] and match[2].isdigit():
                yield Finding(document, number, f"`{span}`: cite the function, for the line will move")
            elif match[2] and not any(mentions(file, match[2]) for file in found):
                yield Finding(document, number, f"`{span}`: {path} does not mention {match[2]}")


def mentions(file: Path, name: str) -> bool:
    words = [word for word in name.split("::") if word]
    text = file.read_text(errors="replace") if file.is_file() else ""
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def link_findings(root: Path, document: str, number: int, line: str) -> Iterator[Finding]:
    for target in LINK.findall(SPAN.sub("", line)):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (root / document).parent / path if path else root / document
        if not file.exists():
            yield Finding(document, number, f"the link to {target} leads nowhere")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(errors="replace")):
            yield Finding(document, number, f"the link to {target}: no such heading")


def book_findings(root: Path) -> Iterator[Finding]:
    """Every page and every lesson has a line in the book's table of contents."""
    if not (root / CONTENTS).exists():
        return
    listed = set(re.findall(r"^ +- (\S+\.md)$", read(root, CONTENTS), re.MULTILINE))
    for page in files(root, ["docs"], (".md", ".lesson")):
        name = re.sub(r"\.lesson$", ".md", page.removeprefix("docs/"))
        if name not in listed | {"index.md"}:
            yield Finding(CONTENTS, 1, f"{page} is in no chapter: it needs a line, - {name}")


def findings(root: Path) -> Iterator[Finding]:
    yield from book_findings(root)
    for document in files(root, ["README.md", "docs"], (".md", ".lesson")):
        for number, line in prose(read(root, document)):
            yield from citation_findings(root, document, number, line)
            yield from link_findings(root, document, number, line)


if __name__ == "__main__":
    main(findings)
