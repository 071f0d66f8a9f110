# tests/system/test_readme.py: the sessions in the README and in the book, typed as they stand, print what stands there.

import re

import pytest

from harness import PROMPT, ROOT, Machine

# A fence that begins with ```console. A line of three dots stands for any number of lines, # for any number.
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = ROOT / "README.md"
BOOK = (ROOT / "docs" / "tracing.md",)


def sessions(document=README):
    """For each block with the shell's prompt in it, a list of (what is typed, the lines that it prints)."""
    text = document.read_text() if document.exists() else ""
    found = []
    for block in BLOCK.findall(text):
        session = []
        for line in block.splitlines():
            if prompt := re.match(PROMPT, line):
                session.append((line[prompt.end() :], []))
            elif session:
                session[-1][1].append(line)
        if session:
            found.append(session)
    return found


def test_there_is_a_session():
    assert README.exists(), "there is no README.md"
    assert sessions(), "README.md has no ```console block in which something is typed at stile$"
    assert sum(map(len, sessions())) >= 3


@pytest.mark.parametrize(
    "document, number",
    [pytest.param(each, number, id=f"{each.name}-{number}") for each in (README, *BOOK) for number in range(len(sessions(each)))],
)
def test_session(document, number):
    session = sessions(document)[number]
    with Machine() as machine:
        machine.wait_for_prompt()
        for line, expected in session:
            if line.startswith("poweroff"):
                machine.type(line + "\r")
                assert machine.wait_for_end() == int((line.split() + ["0"])[1])
                return
            printed = re.sub(r"\033\[[\d;]*m", "", machine.enter(line))  # on paper there are no colours
            lines = (re.escape(text).replace(r"\#", "[0-9a-f]+") for text in expected)
            pattern = "".join(r"(?:.*\n)*" if text == r"\.\.\." else text + r" *\n" for text in lines)
            wanted = "\n".join(expected)
            assert re.fullmatch(pattern, printed), f"stile$ {line}\n{printed}\nbut {document.name} has\n{wanted}"
