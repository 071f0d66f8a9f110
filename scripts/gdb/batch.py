# scripts/gdb/batch.py: types commands at the gdb of a session that nobody sits at, and takes its answers apart.

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SESSION = Path(__file__).resolve().parent / "session.py"
MARK = "----- command "  # between the answers of gdb: its number follows
OVER = 124  # what `timeout` answers when the time is over


def session_command(kernel: Path, qemu: str, append: str) -> list[str]:
    """The command line of a session; more options may follow, and after -- arguments of gdb."""
    return [
        *(str(SESSION), "--kernel", str(kernel), "--programs", str(kernel.parents[1] / "user")),
        *("--qemu", qemu, f"--append={append}"),
    ]


def within(seconds: int, command: Sequence[str]) -> list[str]:
    return ["timeout", "--kill-after=10", str(seconds), *command]


@dataclass(frozen=True)
class Answer:
    """What gdb said to one command, and what of it was a complaint."""

    said: str
    complaint: str

    @property
    def text(self) -> str:
        return self.said + self.complaint


@dataclass(frozen=True)
class Conversation:
    """How a session went. There are fewer answers than commands if gdb did not come to the end of them."""

    status: int
    answers: list[Answer]
    before: str  # the first command: what could not even begin says why here
    output: str  # all of it

    @property
    def is_over_time(self) -> bool:
        return self.status == OVER


def gdb_arguments(commands: Sequence[str]) -> list[str]:
    """Each command has an -ex of its own, so that one that fails does not end the rest. Not -batch: gdb says less then."""
    arguments = ["-ex", "set width 0"]
    for number, command in enumerate([*commands, "quit"]):
        mark = f"{MARK}{number}\\n"
        arguments += ["-ex", f"python gdb.write('{mark}'); gdb.write('{mark}', gdb.STDERR)", "-ex", command]
    return arguments


def converse(
    session: Sequence[str], commands: Sequence[str], cwd: Path = Path(), environment: dict[str, str] | None = None
) -> Conversation:
    """Runs a session in which gdb is asked these commands. Whoever is interrupted meanwhile leaves nothing running."""
    gdb = subprocess.Popen(
        [*session, "--", *gdb_arguments(commands)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=cwd,
        env=environment or dict(os.environ),
    )
    try:
        output, complaints = gdb.communicate()
    except BaseException:
        gdb.terminate()  # `timeout`, which passes it on to the session
        gdb.wait()
        raise
    said, complained = (re.split(rf"^{MARK}\d+\n", text, flags=re.MULTILINE) for text in (output, complaints))
    complained += [""] * (len(said) - len(complained))
    answers = [Answer(*pair) for pair in zip(said, complained)]
    finished = answers[1:-1]  # the last one is of quit, or of what did not come back
    return Conversation(gdb.returncode, finished, answers[0].text, "".join(answer.text for answer in answers))
