# scripts/grading/judge.py: compares what a test expects with what came of its run, and says in words what differs.

import re
from dataclasses import dataclass

CONDITION = re.compile(r"(at most|at least) (-?\d+)|from (-?\d+) to (-?\d+)")
LINES_TOLD = 12


@dataclass(frozen=True)
class Verdict:
    """Of one test: what was expected and what it got, only where they differ."""

    test: object
    expected: tuple = ()
    got: tuple = ()
    run: object = None  # None: nothing was run, as nothing could be built
    hint: str = ""  # instead of the test's own

    @property
    def passed(self):
        return not self.expected

    @property
    def points(self):
        return self.test.points if self.passed else 0


def holds(condition, value):
    """`at most 5`, `at least 5` or `from 3 to 5` for numbers; anything else is the value itself."""
    if not (match := CONDITION.fullmatch(condition)):
        return value == condition
    if not re.fullmatch(r"-?\d+", value):
        return False
    word, bound, least, most = match.groups()
    number = int(value)
    if word:
        return number <= int(bound) if word == "at most" else number >= int(bound)
    return int(least) <= number <= int(most)


def line_pattern(line):
    """Three dots stand for anything in a line."""
    return re.compile(".*".join(map(re.escape, line.split("..."))))


def missing_line(lines, printed):
    """The first of some lines that does not come after those before it; None if all come."""
    rest = iter(printed)
    for line in lines:
        pattern = line_pattern(line)
        if not any(pattern.fullmatch(text) for text in rest):
            return line
    return None


def lines_like(line, printed):
    """What was printed in its place: the lines that begin with the same word; or the last ones, if there is none."""
    word = re.match(r"\w*", line)[0]
    return [text for text in printed if word and text.startswith(word)] or list(printed[-LINES_TOLD:])


def judge(test, run):
    """A run that did not get to its end, or took too many instructions, has shown nothing."""
    if run.trouble:
        got = [run.trouble, "the console ends with", *run.console.splitlines()[-LINES_TOLD:]]
        return Verdict(test, (f"`{test.command}` comes to its end",), tuple(got), run)
    expected, got = [], []
    if run.status != (wanted := f"exit status {test.status}"):
        expected.append(f"{wanted} of the command")
        got += [run.status, *run.printed[-LINES_TOLD:]]
    for what, condition in test.says.items():
        if not holds(condition, run.values.get(what, "")):
            expected.append(f"{what}: {condition}")
            got.append(f"{what}: {run.values.get(what, 'nothing was told of it')}")
    if (line := missing_line(test.shows, run.printed)) is not None:
        expected.append(f"a line: {line}")
        got += lines_like(line, run.printed) or ["no line at all"]
    return Verdict(test, tuple(expected), tuple(got), run)


def not_built(test, said):
    """The verdict on each test of a tree that cannot be built."""
    return Verdict(test, ("the tree builds",), tuple(said), hint="`make` shows all that the compiler says.")
