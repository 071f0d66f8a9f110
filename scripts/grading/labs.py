# scripts/grading/labs.py: what a lab is: its tests and points, and the patches that come with it.
#
# A lab is a folder of docs/labs/: README.md is its text, tests.toml what is graded, starter.patch what a student begins
# with, solution.patch one that gets all points, and each bugs/*.patch a mistake on top of that. docs/labs/README.md
# tells how to write one. Nothing here runs a kernel.

import os
import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
LABS = Path("docs/labs")
TABLE = Path("kernel/abi/syscalls.def")

NAME = re.compile(r"[a-z][a-z0-9-]*")
KEYS = {"name": str, "what": str, "points": int, "command": str, "hint": str}
MORE_KEYS = {"says": dict, "shows": list, "status": int, "options": str, "instructions": int}


class Problem(Exception):
    """Why something cannot be done, and what one can do about it."""


@dataclass(frozen=True)
class Test:
    """One row of tests.toml: what is run, and what must come of it."""

    name: str
    what: str  # a sentence
    points: int
    command: str  # for the shell of the machine
    hint: str
    instructions: int  # at most so many, from the first one of the boot on
    says: dict = field(default_factory=dict)  # values that the program tells, and what they must be
    shows: tuple = ()  # lines that are printed, in this order
    status: int = 0  # with which the command ends
    options: str = ""  # for the kernel


@dataclass(frozen=True)
class Patch:
    """A change of the tree: a sentence about it, the names of the tests that fail with it, and the difference."""

    place: Path  # from the root of its tree
    title: str
    fails: tuple
    difference: str


@dataclass(frozen=True)
class Lab:
    name: str
    tests: tuple
    folder: Path

    @property
    def points(self):
        return sum(test.points for test in self.tests)

    @property
    def starter(self):
        return read_patch(self, "starter.patch")

    @property
    def solution(self):
        return read_patch(self, "solution.patch")

    @property
    def bugs(self):
        return {path.stem: read_patch(self, f"bugs/{path.name}") for path in sorted((self.folder / "bugs").glob("*.patch"))}

    def patches_for(self, what):
        """What must be applied, one after the other, to have the starter, the solution, or one with a bug."""
        if what == "starter":
            return [self.starter]
        if what == "solution":
            return [self.starter, self.solution]
        if what in self.bugs:
            return [self.starter, self.solution, self.bugs[what]]
        there = ", ".join(["starter", "solution", *self.bugs])
        raise Problem(f"WITH={what}: the lab {self.name} has {there}")


def names_of_labs(root=ROOT):
    return sorted(path.parent.name for path in (root / LABS).glob("*/tests.toml"))


def read_lab(name, root=ROOT):
    there = names_of_labs(root)
    if name not in there:
        said = f"LAB={name}: there is no such lab" if name else "which lab? LAB=name"
        raise Problem(f"{said}; there are {', '.join(there)} (docs/labs/README.md)")
    folder = root / LABS / name
    place = LABS / name / "tests.toml"
    try:
        content = tomllib.loads((folder / "tests.toml").read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"{place}: {error}") from None
    rows = content.pop("test", None)
    limit = content.pop("instructions", None)
    if content or type(rows) is not list or not rows:
        raise Problem(f"{place}: it holds `instructions`, and one [[test]] or more, but not {', '.join(content) or 'none'}")
    tests = tuple(read_test(place, row, limit) for row in rows)
    if len({test.name for test in tests}) < len(tests):
        raise Problem(f"{place}: two tests have the same name")
    return Lab(name, tests, folder)


def read_test(place, row, limit):
    """A test; whatever is wrong with its row is said with its place."""
    where = f"{place}: the test {row.get('name', '?')}"
    row = {**row, "instructions": row.get("instructions", limit)}
    for key, value in row.items():
        kind = {**KEYS, **MORE_KEYS}.get(key)
        if kind is None:
            raise Problem(f"{where}: there is no key {key}; there are {', '.join([*KEYS, *MORE_KEYS])}")
        if type(value) is not kind:
            raise Problem(f"{where}: {key} is missing, or is not what it should be")
    if missing := KEYS.keys() - row.keys():
        raise Problem(f"{where}: {', '.join(sorted(missing))} is missing")
    if not NAME.fullmatch(row["name"]) or row["points"] <= 0 or row["instructions"] <= 0:
        raise Problem(f"{where}: a name is small letters, digits and -; points and instructions are more than none")
    if not row.get("says") and not row.get("shows"):
        raise Problem(f"{where}: without says or shows it cannot fail")
    texts = [*row.get("says", {}).values(), *row.get("shows", [])]
    if not all(isinstance(text, str) for text in texts):
        raise Problem(f"{where}: what is said and shown stands in quotes")
    return Test(**{**row, "shows": tuple(row.get("shows", ()))})


# --- patches ---


def read_patch(lab, name):
    """A sentence, a line `Fails:` with names of tests (or `nothing`, or `all`), and the difference as git writes it."""
    path = lab.folder / name
    place = LABS / lab.name / name
    if not path.exists():
        raise Problem(f"there is no {place}")
    head, begin, rest = path.read_text().partition("diff --git ")
    lines = [line for line in head.splitlines() if line]
    fails = lines[-1].removeprefix("Fails: ").split() if lines and lines[-1].startswith("Fails: ") else None
    if not begin or len(lines) < 2 or fails is None:
        raise Problem(f"{place}: it is a sentence, a line `Fails: names of tests`, and a difference of git's")
    fails = {"nothing": [], "all": [test.name for test in lab.tests]}.get(" ".join(fails), fails)
    if unknown := set(fails) - {test.name for test in lab.tests}:
        raise Problem(f"{place}: {', '.join(sorted(unknown))}: there is no such test")
    return Patch(place, " ".join(lines[:-1]), tuple(fails), begin + rest)


def next_number(root):
    """The number of the next system call."""
    rows = re.findall(r"^(?:SYSCALL|RETIRED)\((\d+),", (root / TABLE).read_text(), re.MULTILINE)
    return 1 + max(map(int, rows))


def newest_edition(root):
    """What stands at the end of the newest rows."""
    return max(map(int, re.findall(r"\b(\d+)\)$", (root / TABLE).read_text(), re.MULTILINE)))


def filled_in(text, root, number):
    """NUMBER in a patch, or in the text of a lab, is that of the next system call, and EDITION the newest one."""
    return text.replace("NUMBER", str(number)).replace("EDITION", str(newest_edition(root)))


def git(root, *arguments, **more):
    """Runs git in a tree that may be none of git's, even if it lies within one."""
    if not shutil.which("git"):
        raise Problem("there is no git, and what a lab changes is git's to tell and to take back: install it")
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.resolve().parent)}
    return subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, **more)


def touched(patches):
    """The files that patches change or make."""
    return sorted({path for patch in patches for path in re.findall(r"^\+\+\+ b/(\S+)", patch.difference, re.MULTILINE)})


def apply(patches, root):
    """Changes the tree, by all of them or by none."""
    number = next_number(root)
    done = []
    for patch in patches:
        difference = filled_in(patch.difference, root, number)
        applied = git(root, "apply", "-", input=difference)
        if applied.returncode != 0:
            for earlier in reversed(done):
                git(root, "apply", "--reverse", "-", input=earlier)
            raise Problem(f"{patch.place} does not apply:\n{applied.stderr.strip()}")
        done.append(difference)


def take_back(patch, root):
    """The tree as it was before a patch that says no NUMBER; whether that was possible."""
    return git(root, "apply", "--reverse", "-", input=patch.difference).returncode == 0


def has_patch(patch, root):
    """Whether the tree has a patch already."""
    difference = filled_in(patch.difference, root, next_number(root) - 1)
    return git(root, "apply", "--reverse", "--check", "-", input=difference).returncode == 0
