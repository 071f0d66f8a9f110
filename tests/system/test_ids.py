# tests/system/test_ids.py: each feature that is said to be complete has a proof that names it.

import re

import pytest

from harness import ROOT

# The ids of the features that are complete. A test, a test program or the book has each in square brackets.
COMPLETE = "0.6 0.7 0.8 0.9 0.10 1.1 1.2 1.3 1.4 1.5 1.8 1.9 3.1 3.3 3.6 C.1 C.2 C.3".split()

ID = re.compile(r"\[((?:\d|C)\.\d+)\]")


def proofs():
    """The files that name an id."""
    named = {}
    for folder in ("tests", "user", "docs"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".cpp", ".c", ".h", ".S", ".md"):
                for name in ID.findall(path.read_text(errors="replace")):
                    named.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return named


@pytest.mark.parametrize("name", COMPLETE)
def test_a_proof_names_it(name):
    assert proofs().get(name), f"no file under tests/, user/ or docs/ has [{name}]"
