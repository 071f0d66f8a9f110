# scripts/lessons/report.py: what a lesson that was run looks like: a transcript to read, and TAP.

from collections.abc import Iterator

from lessons.play import Outcome, Played
from lessons.text import PROMPT

CONSOLE_LINES = 12  # that a failure shows


def transcript(played: Played, how: str) -> str:
    """The lesson as a document, with what gdb has answered."""
    lesson = played.lesson
    parts = [f"# {lesson.title}", f"(`{how}` has typed this; what stands below a command is gdb's answer.)"]
    block: list[str] = []
    for outcome in played.outcomes:
        if outcome.step.prose:
            parts += ["\n".join(["```gdb", *block, "```"])] if block else []
            parts.append(outcome.step.prose)
            block = []
        block += [f"{PROMPT} {outcome.step.command}", *outcome.answer.splitlines()]
    parts.append("\n".join(["```gdb", *block, "```"]))
    if lesson.ending and played.is_good:
        parts.append(lesson.ending)
    return "\n\n".join(parts) + "\n"


def said(outcome: Outcome) -> Iterator[str]:
    """Why a step has failed."""
    if outcome.unmet:
        place = f"line {outcome.unmet.number}"
        yield f"{'expected' if outcome.unmet.is_wanted else 'not expected'}, {place}:"
        yield f"    {outcome.unmet.text}"
    if outcome.trouble:
        yield outcome.trouble
    yield "gdb said:"
    yield from (f"    {line}" for line in outcome.answer.splitlines() or ["(nothing)"])
    if outcome.step.hint:
        yield f"hint: {outcome.step.hint}"


def tap(played: Played) -> Iterator[str]:
    """A line for each command. The first failure is explained: those after it may follow from it."""
    path = played.lesson.path
    yield f"1..{len(played.lesson.steps)}"
    explained = False
    for number, outcome in enumerate(played.outcomes, 1):
        yield f"{'ok' if outcome.is_good else 'not ok'} {number} - {path}:{outcome.step.number}: {outcome.step.command}"
        if outcome.is_good or explained:
            continue
        explained = True
        yield from (f"#   {line}" for line in said(outcome))
        if played.console:
            yield "#   the console shows:"
            yield from (f"#       {line}" for line in played.console.splitlines()[-CONSOLE_LINES:])
