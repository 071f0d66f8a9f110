# tests/system/test_lessons.py: every lesson is true, and fails when the kernel does not do what it tells.

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from harness import ROOT, TIME_LIMIT, Configuration, Terminal, clean_environment, make

sys.path.insert(0, str(ROOT / "scripts"))
from lessons import text  # noqa: E402

LESSONS = {path.stem: path for path in text.lessons(ROOT / "docs/lessons")}
LESSON_LIMIT = 600  # seconds
KERNEL = Configuration().kernel


def run(*arguments, kernel=KERNEL, environment=None):
    """scripts/lesson.py: its status, and all that it said."""
    command = [ROOT / "scripts/lesson.py", "--kernel", kernel, *arguments]
    done = subprocess.run(
        ["timeout", "--kill-after=5", str(LESSON_LIMIT), *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment or clean_environment(),
    )
    assert "Traceback" not in done.stdout, done.stdout
    return done.returncode, done.stdout


# --- the lessons ---


@pytest.mark.exists_in(flavour="class", cpus=1)  # there is nothing to step through in the release build
@pytest.mark.parametrize("name", LESSONS)
def test_lesson(name, configuration):
    """[C.2] gdb answers what the lesson says, and the transcript has it to read. What is for one mode says so."""
    lesson = text.read(LESSONS[name], configuration.mode)
    status, said = run(name, kernel=configuration.kernel)
    if configuration.mode not in lesson.modes:
        assert status == 2 and f"is for {lesson.modes[0]} mode" in said, said
        return
    assert status == 0 and "not ok" not in said, said
    assert len(re.findall(r"^ok ", said, re.MULTILINE)) == len(lesson.steps) >= 5
    shown = re.search(r"^# to read: (\S+)$", said, re.MULTILINE)
    transcript = (ROOT / shown[1]).read_text()
    assert transcript.startswith(f"# {lesson.title}\n")
    assert all(f"(gdb) {step.command}\n" in transcript and step.prose in transcript for step in lesson.steps)
    assert transcript.endswith(f"{lesson.ending}\n")


def test_make_names_the_lessons_that_there_are():
    for choices, message in (("L=nosuch", "there is no docs/lessons/nosuch.lesson"), ("L=", "usage: make lesson L=name")):
        done = make("lesson", choices)
        assert done.returncode != 0 and message in done.stdout and all(name in done.stdout for name in LESSONS)
    done = make("lesson", "L=ecall", "RELEASE=1")
    assert done.returncode != 0 and "a lesson steps through the class build: leave RELEASE, " in done.stdout


def test_all_of_them_are_in_the_list():
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/lessons/README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(LESSONS)


# --- what is wrong with a file ---

HEAD = "title: A lesson\nprogram: /lessons/hello\n"
COMMAND = "\n(gdb) print 1\n"

WRONG = {
    "nothing": ("", "1: the head lacks title: (what the lesson is about)"),
    "no program": ("title: A lesson\n" + COMMAND, "1: the head lacks program: "),
    "no empty line": (HEAD + "(gdb) print 1\n", "3: '(gdb) print 1' does not belong to the head of a lesson"),
    "an unknown word": (HEAD + "mode: machine\n" + COMMAND, "3: 'mode: machine' does not belong to the head"),
    "a word twice": (HEAD + "title: Another\n" + COMMAND, "3: title: is there twice"),
    "an unknown mode": (HEAD + "modes: user\n" + COMMAND, "3: modes: user: there is machine, and supervisor"),
    "too many harts": (HEAD + "harts: 9\n" + COMMAND, "3: harts: 9: a number from 1 to 8"),
    "a strange answer": (HEAD + "recorded: maybe\n" + COMMAND, "3: recorded: maybe: yes, or no"),
    "recorded, with several harts": (HEAD + "modes: machine\nharts: 2\nrecorded: yes\n" + COMMAND, "1: what is recorded has "),
    "recorded, in both modes": (HEAD + "recorded: yes\n" + COMMAND, "1: what is recorded has modes: machine, and one hart"),
    "prose alone": (HEAD + "\nSo much to say.\n", "4: there is no command: a line that begins with (gdb)"),
    "an empty command": (HEAD + "\n(gdb)\n", "4: after (gdb) a command is missing"),
    "the end too soon": (HEAD + "\n(gdb) quit\n", "4: quit: ends the session; a lesson ends by itself"),
    "a hint for nobody": (HEAD + "\n? It is so.\n" + COMMAND, "4: ? belongs to a command"),
    "an expectation for nobody": (HEAD + COMMAND + "\n~ .*1\n", "6: ~ belongs to a command"),
    "whatever": (HEAD + COMMAND + "...\n", "5: '...' fits every line, and so says nothing"),
    "whatever, as an expression": (HEAD + COMMAND + "~ .*\n", "5: '.*' fits even an empty line, and so says nothing"),
    "no expression": (HEAD + COMMAND + "~ (1\n", "5: '(1' is no regular expression: missing ), unterminated subpattern"),
    "two lines at once": (HEAD + COMMAND + "~ 1\\n2\n", "5: '1\\\\n2' fits nothing: lines are looked at one by one"),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_told_with_its_line(mistake, tmp_path):
    content, message = WRONG[mistake]
    path = tmp_path / "wrong.lesson"
    path.write_text(content)
    with pytest.raises(text.BadLesson) as told:
        text.read(path, "machine")
    assert f"{path}:{message}" in str(told.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    path = tmp_path / "wrong.lesson"
    path.write_text("program: /lessons/hello\nharts: 0\n\n(gdb) quit\n...\n")
    status, said = run(path)
    assert status == 2 and re.findall(r":(\d+): ", said) == ["1", "2", "4", "5"], said


def test_what_is_no_text(tmp_path):
    path = tmp_path / "wrong.lesson"
    path.write_bytes(b"title: \xff\xfe\n")
    assert run(path) == (2, f"{path}: this is no text in UTF-8\n")


def test_a_program_that_is_not_there(tmp_path):
    path = tmp_path / "wrong.lesson"
    path.write_text("title: A lesson\nprogram: /lessons/helo\n" + COMMAND)
    status, said = run(path)
    assert status == 2 and said.endswith("program: /lessons/helo: there is no such program; there is /lessons/hello\n"), said


def test_a_command_that_gdb_does_not_know(tmp_path):
    """It is told before the lesson's result, for each place where it stands."""
    path = tmp_path / "wrong.lesson"
    path.write_text(HEAD + COMMAND + "\n(gdb) stepy\n(gdb) print/x 1\n")
    status, said = run(path)
    assert status == 2 and said.startswith(f"{path}:6: stepy: gdb knows no command stepy (docs/debugging.md "), said


def test_a_failure_shows_all_that_one_needs(tmp_path):
    """The place, the command, what was expected, what gdb said, the hint; and the later ones without all that."""
    path = tmp_path / "failing.lesson"
    steps = "(gdb) print 6 * 7\n... = 43\n? Six times seven.\n(gdb) print 1\n! ... = 1\n(gdb) print nobody\n(gdb) print 2\n... = 2\n"
    path.write_text(HEAD + "\n" + steps)
    status, said = run(path)
    assert status == 1, said
    lines = said.splitlines()
    assert lines[:2] == ["1..4", f"not ok 1 - {path}:4: print 6 * 7"]
    explained = [line.lstrip("# ") for line in lines if line.startswith("#  ")]
    assert explained == ["expected, line 5:", "... = 43", "gdb said:", "$1 = 42", "hint: Six times seven."]
    results = [re.match(r"(not )?ok \d", line)[0] for line in lines if "ok" in line]
    assert results == ["not ok 1", "not ok 2", "not ok 3", "ok 4"]


# --- what is not there, and who leaves ---


@pytest.fixture
def folder():
    """For the folders of sessions, so that nobody else's are seen. Its path is short, as those of sockets must be."""
    with tempfile.TemporaryDirectory(prefix="stile-test-") as name:
        yield Path(name)


def processes_of(folder):
    """Of sessions that have their folders there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = ((process / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        if command and f"TMPDIR={folder}\0".encode() in environment and int(process.name) != os.getpid():
            found.append(command.replace(b"\0", b" ").decode())
    return found


def test_without_a_gdb(tmp_path):
    """It is told what to do, also about one that has no Python."""
    for name in ("timeout", "env", "qemu-system-riscv64", "python3"):
        (tmp_path / name).symlink_to(shutil.which(name))
    status, said = run("ecall", environment={"PATH": str(tmp_path)})
    assert status == 2 and "there is no gdb for RISC-V: ./scripts/setup.sh gdb installs one" in said, said

    gdb = tmp_path / "gdb"
    gdb.write_text("#!/bin/sh\necho 'Python scripting is not supported in this copy of GDB.' >&2\n")
    gdb.chmod(0o755)
    status, said = run("ecall", environment=clean_environment(GDB=gdb))
    assert status == 2 and f"{gdb} has no Python" in said and "./scripts/setup.sh gdb" in said, said


@pytest.fixture
def at_terminal(folder):
    """at_terminal("L=ecall"): `make lesson`, as a student types it."""
    terminals = []

    def begin(*more):
        terminals.append(Terminal("env", f"TMPDIR={folder}", "make", "lesson", *more))
        return terminals[-1]

    yield begin
    for terminal in terminals:
        terminal.end()


def test_ctrl_c_leaves_nothing_running(at_terminal, folder):
    with at_terminal("L=ecall") as terminal:
        limit = time.monotonic() + TIME_LIMIT
        while not any(b"gdb.sock" in path.name.encode() for path in folder.glob("*/*")) and time.monotonic() < limit:
            time.sleep(0.05)  # until the session is there, and this may as well come later
        terminal.type("\x03")
        terminal.expect("interrupted: nothing of the lesson is left running")
        terminal.expect_pattern("Error 130|Interrupt")
    assert processes_of(folder) == [] and list(folder.iterdir()) == []


def test_one_key_a_step(at_terminal, folder):
    """Prose, the command, a key, the answer; g is gdb's own prompt, from which lesson goes on; q leaves."""
    with at_terminal("L=ecall", "STEP=1") as terminal:
        terminal.expect("A system call, there and back")
        terminal.expect("(gdb) ubreak hello write")
        assert "Breakpoint 1 at" not in terminal.console
        terminal.type(" ")
        terminal.expect("Breakpoint 1 at")
        terminal.expect("(gdb) continue")
        terminal.type("g")
        terminal.expect("lesson goes on")
        terminal.type("print 6 * 7\r")
        terminal.expect("= 42")
        terminal.type("lesson\r")
        terminal.expect("(gdb) continue")
        terminal.type("\r")
        terminal.expect("Breakpoint 1, ")
        terminal.expect("(gdb) reach ecall")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    assert processes_of(folder) == [] and list(folder.iterdir()) == []


def test_who_goes_elsewhere_is_told_what_the_lesson_expects(at_terminal):
    with at_terminal("L=ecall", "STEP=1") as terminal:
        terminal.expect("(gdb) ubreak hello write")
        terminal.type("g")
        terminal.expect("lesson goes on")
        terminal.type("break sys_openat\rlesson\r")
        for shown in ("(gdb) ubreak hello write", "(gdb) continue"):
            terminal.expect(shown)
            terminal.type(" ")
        terminal.expect("[here is expected: Breakpoint 1, write")
        terminal.type("\x03")
        terminal.wait_for_end()


def test_one_key_a_step_needs_keys():
    status, said = run("--step", "ecall")
    assert status == 2 and "STEP=1 waits for keys, and here is no terminal" in said, said


# --- planted bugs ---


class Bug:
    """A change of the kernel's sources, the lessons that must fail at which step, and others that must not."""

    def __init__(self, path, right, wrong, fails, step, passes=()):
        self.path, self.right, self.wrong = path, right, wrong
        self.fails, self.step, self.passes = fails, step, passes


BUGS = {
    "an ecall is 8 bytes long": Bug(
        *("kernel/trap/trap.cpp", "frame.epc += 4;", "frame.epc += 8;"),
        *("ecall", "continue"),  # no program gets as far as the lesson's
    ),
    "the way back forgets t6": Bug(
        *("kernel/trap/vector.S", "    ld   x\\n, (8 * \\n)(sp)", "    .if \\n != 31\n    ld   x\\n, (8 * \\n)(sp)\n    .endif"),
        *("ecall", "info registers t0 t1 t2 t3 t4 t5 t6", ("context_switch",)),
    ),
    "a switch forgets s11": Bug(
        *("kernel/arch/context.S", "    ld   s\\n, (16 + 8 * \\n)(a1)", "    .if \\n != 11\n    ld   s\\n, (16 + 8 * \\n)(a1)\n    .else\n    nop\n    .endif"),
        *("context_switch", "print $ra == $next->ra", ("ecall",)),
    ),
    "a turn is twice as long": Bug(
        *("kernel/thread/policy.h", "kTurn = 10'000'000", "kTurn = 20'000'000"),
        *("timer", "print kTurn", ("ecall", "race")),
    ),
    "a child may write to what its parent has": Bug(
        *("kernel/memory/address_space.cpp", "kUserPage | (bits_of(copy->protection) & ~kPteWrite)", "kUserPage | bits_of(copy->protection)"),
        *("copy_on_write", "continue", ("ecall",)),
    ),
    "the old program's registers shine through": Bug(
        *("kernel/process/program.cpp", "    frame = {};\n", ""),
        *("fork_exec", "print frame.s0", ("ecall",)),
    ),
}
IN_MAKE_TEST = ("an ecall is 8 bytes long", "the way back forgets t6")
TRIED = BUGS if os.environ.get("TESTS") == "all" else IN_MAKE_TEST



@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A tree of its own for the kernel alone, in which whatever was built counts as built."""
    tree = tmp_path_factory.mktemp("lessons") / "stile"
    built = tree / "build/class"
    built.mkdir(parents=True)
    for name in ("Makefile", "docs", "linker", "scripts", "tests", "user", "build/compat"):
        (tree / name).symlink_to(ROOT / name)
    for name in ("user", "root", "root.img"):
        (built / name).symlink_to(ROOT / "build/class" / name)
    for name in ("flags", "list"):
        shutil.copy2(ROOT / "build/class" / name, built)
    shutil.copytree(ROOT / "kernel", tree / "kernel")
    shutil.copytree(ROOT / "build/class/machine", built / "machine")
    return tree


def build(tree):
    """The kernel of that tree; nothing of the programs, which are this tree's."""
    kernel = "build/class/machine/kernel.elf"
    command = ["make", "-C", tree, "--no-print-directory", "-j2", kernel]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=clean_environment())
    assert done.returncode == 0 and " user/" not in done.stdout, done.stdout + done.stderr
    return tree / kernel


@pytest.mark.parametrize("name", TRIED)
def test_planted_bug(name, tree):
    """[C.2] [1.5] The lesson that is about what is broken says so, at its place; others do not mind."""
    bug = BUGS[name]
    path = tree / bug.path
    content = path.read_text()
    assert content.count(bug.right) == 1, f"{bug.path} has no such line any more: {bug.right}"
    path.write_text(content.replace(bug.right, bug.wrong))
    try:
        kernel = build(tree)
        status, said = run(bug.fails, kernel=kernel)
        failed = re.search(r"^not ok \d+ - \S+:\d+: (.*)\n# +(?:not )?expected, line \d+:$", said, re.MULTILINE)
        assert status == 1 and failed, said
        assert failed[1].startswith(bug.step), said
        for other in bug.passes:
            status, said = run(other, kernel=kernel)
            assert status == 0, said
    finally:
        path.write_text(content)
