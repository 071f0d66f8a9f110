#!/usr/bin/python3 -B
# scripts/check/words.py: checks that no note to oneself, machine's path or package registry is left behind.

import re
from pathlib import Path
from typing import Iterator

from tree import TOP, Finding, files, main, read

# Written in pieces, so that this file passes its own check.
NOTES = "TO" "DO|FIX" "ME|XX" "X"
FOLDERS = "/ho" "me/[a-z]|/ro" "ot/|/wo" "rk/|/Us" "ers/"
REGISTRIES = (
    r"deb\.deb" r"ian\.org|archive\.ubu" r"ntu\.com|py" r"pi\.org|files\.python" r"hosted|npm" r"js\."
    r"|crates\.i" r"o|proxy\.gol" r"ang|repo\.mav" r"en|docker\.i" r"o|gh" r"cr\.io|qua" r"y\.io"
    r"|mcr\.micro" r"soft|\.pkg\.d" r"ev"
)
BOOKKEEPING = r"\b(?:A" r"I|LL" r"M|[Ii]ssu" r"e #?\d+)\b"

FORBIDDEN = {
    "a note to oneself": re.compile(rf"\b(?:{NOTES})\b"),
    "the path of one machine": re.compile(rf"(?:^|(?<=[\s\"'`=(:,<\[]))(?:{FOLDERS})"),
    "the host of a package registry": re.compile(REGISTRIES),
    "not about this program": re.compile(BOOKKEEPING),
}


def findings(root: Path) -> Iterator[Finding]:
    for path in files(root, TOP):
        for number, line in enumerate(read(root, path).splitlines(), 1):
            if path.endswith(".md"):  # prose may speak about such a word, in a code span
                line = re.sub(rf"`(?:{NOTES})`", "", line)
            for what, pattern in FORBIDDEN.items():
                if match := pattern.search(line):
                    yield Finding(path, number, f"{match[0]}: {what}")


main(findings)
