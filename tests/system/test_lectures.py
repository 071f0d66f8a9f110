# tests/system/test_lectures.py: what docs/lectures.md says to type in front of a class works, and what it names is there.

import re

import pytest

from debugger import GDB_BLOCK, Debugged, commands_in
from harness import ROOT, Configuration, Machine

LECTURES = (ROOT / "docs/lectures.md").read_text()
PARTS = re.split(r"^## \d+\. ", LECTURES, flags=re.MULTILINE)[1:]
WINDOW = re.compile(r"`make class P=(\S+?)(?: MODE=(\w+))?`")
RUN = re.compile(r"^    make run (?:(\w+)=(\S+) )?P=(?:'(.*?)'|(\S+)) *$", re.MULTILINE)

# What gdb and our commands say of what they do not know, or cannot do.
TROUBLE = re.compile(
    r"^(Undefined|No symbol|No function|No frame|No breakpoint|Function .* not defined|Cannot access|no [a-z]+ .*|usage: .*|\"finish\" not)",
    re.MULTILINE,
)

# The status of what is shown because it fails.
FAILS = {"/tests/faulty null-field": 139}

pytestmark = pytest.mark.exists_in(flavour="class")


def test_there_are_six_lectures_and_each_has_everything():
    assert len(PARTS) == 6
    for part in PARTS:
        for heading in ("Goal", "Read before", "On the projector", "Questions", "In their hands"):
            assert part.count(f"**{heading}.**") == 1, f"{heading}: {part[:40]}"
    lessons = re.findall(r"make lesson L=(\w+)", LECTURES)
    assert len(lessons) >= 5 and all((ROOT / f"docs/lessons/{name}.lesson").exists() for name in lessons), lessons


@pytest.mark.parametrize("number", range(len(PARTS)))
def test_what_is_typed_at_gdb_is_understood(number, configuration):
    program, mode = WINDOW.search(PARTS[number]).groups()
    commands = commands_in(GDB_BLOCK.findall(PARTS[number]), "(gdb) ")
    assert len(commands) >= 5
    named = [(f"{at}: {command}", command) for at, command in enumerate(commands)]
    answers = Debugged(*named, run=program, configuration=Configuration(mode=mode or "machine"))
    for name, _ in named:
        assert not TROUBLE.search(answers[name]), f"{name}\n{answers.output}"
        if name.endswith(": continue"):
            assert "reakpoint " in answers[name], f"it came nowhere:\n{answers.output}"


def test_what_the_machine_runs_succeeds(configuration):
    """All in one machine, but for what needs another."""
    shown = [(option, quoted or word) for option, _, quoted, word in RUN.findall(LECTURES)]
    assert len(shown) == LECTURES.count("\n    make run ") >= 12
    with Machine(configuration) as machine:
        machine.wait_for_prompt()
        for option, command in shown:
            if option != "MODE":
                status, output = machine.run(command)
                assert status == FAILS.get(command, 0), f"{command}:\n{output}"
