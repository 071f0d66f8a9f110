# scripts/gdb/batch.py: types commands at the gdb of a session that nobody sits at, and takes its answers apart.

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = "----- command "  # between the answers of gdb: its number follows
OVER = 124  # what `timeout` answers when the time is over


def session_command(kernel: Path, qemu: str, append: str, script: str = "session.py") -> list[str]:
    """The command line of a session; more options may follow, and after -- arguments of gdb."""
    return [
        *(str(HERE / script), "--kernel", str(kernel), "--programs", str(kernel.parents[1] / "user")),
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
    before: str  # the first command: what could not even begin says here why
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


def run(command: Sequence[str], cwd: Path, environment: dict[str, str] | None = None) -> tuple[int, str, str]:
    """The status of a command, and what it says, also on the error output. Whoever is interrupted meanwhile leaves nothing
    running."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=cwd,
        env=environment or dict(os.environ),
    )
    try:
        said, complaints = process.communicate()
        return process.returncode, said, complaints
    except BaseException:
        process.terminate()  # `timeout`, which passes it on to the session
        process.wait()
        raise


def converse(
    session: Sequence[str], commands: Sequence[str], cwd: Path, environment: dict[str, str] | None = None
) -> Conversation:
    """Runs a session in which gdb is asked these commands."""
    status, output, complaints = run([*session, "--", *gdb_arguments(commands)], cwd, environment)
    said, complained = (re.split(rf"^{MARK}\d+\n", text, flags=re.MULTILINE) for text in (output, complaints))
    complained += [""] * (len(said) - len(complained))
    answers = [Answer(*pair) for pair in zip(said, complained)]
    finished = answers[1:-1]  # the last one is of quit, or of what did not come back
    return Conversation(status, finished, answers[0].text, "".join(answer.text for answer in answers))
