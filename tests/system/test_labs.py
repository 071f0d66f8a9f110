# tests/system/test_labs.py: the labs of docs/labs/, and what is graded: what there are points for, and for what not.
#
# The tree that is graded is a copy of this one, in which whatever was built counts as built. All labs are solved in it
# at once, as they change different files: so it is built anew once.

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as xml
from types import SimpleNamespace

import pytest

from debugger import converse, session_command
from harness import ROOT, TIME_LIMIT, clean_environment, wait_until
from test_grader import command_lines

sys.path.insert(0, str(ROOT / "scripts"))
from grading import labs  # noqa: E402
from grading.labs import TABLE, Problem, apply, names_of_labs, next_number, read_lab, take_back, touched  # noqa: E402

MAKE_LIMIT = 3000  # seconds: a row of the table has everything built anew
EVERYTHING = os.environ.get("TESTS") == "all"
LABS = {name: read_lab(name) for name in names_of_labs()}
ONE_BUG_OF_EACH = {
    "add-a-syscall": "cut-to-32-bits",
    "copy-on-write": "last-one-copies",
    "scheduler-policy": "never-forgives",
    "strace": "until-zero",
}

# What a grading needs of the tree; and what of build/ saves time: the default kernel, its programs, the generator.
NEEDED = ("Makefile", "docs", "kernel", "linker", "scripts", "tests", "user")
BUILT = ("build/class", "build/compat", "build/host/generate", "build/host/scripts")


def copy_of_tree(copy, names):
    for name in names:
        source, target = ROOT / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        elif source.exists():
            shutil.copy2(source, target)
    return copy


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy with the solutions of all labs but one, which its text solves; that one is begun. It is without the programs of
    user/tests/, which no lab runs: a new row is for all programs to be compiled again."""
    copy = copy_of_tree(tmp_path_factory.mktemp("labs") / "stile", NEEDED + BUILT)
    for path in (copy / "user/tests").iterdir():
        if path.suffix != ".h":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for lab in LABS.values():
        apply(lab.patches_for("starter" if lab.name == "add-a-syscall" else "solution"), copy)
    return copy


def run(tree, command, **more):
    """A command line: what it prints on both its outputs, without colours, and its status."""
    done = subprocess.run(
        ["timeout", "--kill-after=5", str(MAKE_LIMIT), "bash", "-c", command.replace("make ", "make -j2 ", 1)],
        cwd=tree,
        env=clean_environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode != 124, f"{command}: its time was over\n{done.stdout}"
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout), done.returncode


def failed(tree, lab):
    """Grades: the names of the tests that fail. What stands in the three files and on the console is the same."""
    console, status = run(tree, f"make grade LAB={lab.name}")
    results = json.loads((tree / f"build/grade/{lab.name}/results.json").read_text())
    tests = [SimpleNamespace(**test) for test in results["tests"]]
    names = {test.name.partition(":")[0] for test in tests if test.status == "failed"}
    assert [(test.name.partition(":")[0], test.max_score) for test in tests] == [(test.name, test.points) for test in lab.tests]
    assert all(test.score == (test.max_score if test.status == "passed" else 0) for test in tests)
    assert results["score"] == sum(test.score for test in tests)
    assert set(re.findall(r"^not ok \d+ - ([\w-]+):", console, re.MULTILINE)) == names, console
    assert (tree / f"build/grade/{lab.name}/tap.txt").read_text() in console
    suite = xml.parse(tree / f"build/grade/{lab.name}/junit.xml").getroot()
    assert {case.get("name") for case in suite if case.find("failure") is not None} == names
    assert (status == 0) == (not names) == (f"\n# {lab.name}: {lab.points} of {lab.points} points\n" in console), console
    for test in tests:
        said = [line.partition(":")[0] for line in test.output.splitlines() if not line.startswith(" ")]
        assert said == (["command", "expected", "got", "hint", "again"] if test.status == "failed" else []), test.output
    return names


# --- what comes with a lab ---


@pytest.mark.quick
@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_patches_apply(lab, tmp_path):
    """Starter, solution and each mistake, in the tree as it is; what tells of them is there, too."""
    assert lab.points % 10 == 0 and (lab.folder / "README.md").exists() and lab.bugs and lab.starter.fails
    assert f"[{lab.name}]({lab.name}/README.md)" in (ROOT / "docs/labs/README.md").read_text()
    assert not lab.solution.fails and all(bug.fails for bug in lab.bugs.values())
    for what in ("solution", *lab.bugs):
        patches = lab.patches_for(what)
        apply(patches, copy_of_tree(tmp_path / what, [str(TABLE), *touched(patches)]))


def test_a_lab_begins_in_a_clean_tree_of_git_only(tmp_path):
    """Whatever stands in the way is said in words, and nothing is changed; the same command twice, too."""
    lab = LABS["scheduler-policy"]
    tracer = LABS["strace"].starter
    copy = copy_of_tree(tmp_path / "tree", ["scripts", "docs/labs", str(TABLE), *touched([lab.starter, lab.solution, tracer])])

    def begin(*words):
        return run(copy, shlex.join(["scripts/lab.py", *words]))

    def git(command):
        return run(copy, f"git -c user.name=n -c user.email=n@n {command}")

    assert "this tree is none of git's" in begin(lab.name)[0]
    git("init -q .. && git init -q . && git add -A && git -c user.name=n -c user.email=n@n commit -qm all")
    for words, complaint in {
        ("none",): "there is no such lab; there are add-a-syscall, copy-on-write",
        ("",): "which lab? LAB=name",
        (lab.name, "none"): "the lab scheduler-policy has starter, solution, ",
    }.items():
        assert complaint in begin(*words)[0] and begin(*words)[1] == 2
    (copy / "notes").write_text("mine")
    said, status = begin(lab.name)
    assert status == 2 and "changes of its own" in said and "?? notes" in said
    (copy / "notes").unlink()
    policy = copy / "kernel/thread/policy.cpp"
    text = policy.read_text()
    policy.write_text(text.replace("round_robin", "round"))
    git("commit -qam another")
    said, status = begin(lab.name)
    assert status == 2 and "docs/labs/scheduler-policy/starter.patch does not apply" in said
    assert git("status --porcelain")[0] == ""
    policy.write_text(text)
    git("commit -qam back")
    said, status = begin(lab.name, "never-forgives")
    assert status == 0 and " M kernel/thread/policy.cpp" in said and "feedback" in policy.read_text()
    git("checkout -q . && git status")
    assert "Nothing had to be changed: this tree is that already." in begin("strace", "solution")[0]
    assert begin(lab.name)[1] == 0
    git("commit -qam begun")
    said, status = begin(lab.name)
    assert status == 2 and "has the starter of scheduler-policy already" in said


@pytest.mark.parametrize(
    "wrong, complaint",
    [
        ("instructions = 5", "it holds `instructions`, and one [[test]] or more"),
        ("[[test]]\nname = 5", "name is missing, or is not what it should be"),
        ("[[test]]\nnom = 'x'", "there is no key nom; there are name"),
        ("[[test]]\nname = 'x'\npoints = 1\nwhat = ''\ncommand = ''\nhint = ''\ninstructions = 1", "it cannot fail"),
        ("[[test]]\nname = 'x'\npoints = 1", "instructions is missing"),
        ("[[test", "Expected"),
    ],
)
def test_a_mistake_in_the_tests_of_a_lab_is_named(wrong, complaint, tmp_path):
    """A teacher who writes one is told where it is."""
    folder = tmp_path / "docs/labs/mine"
    folder.mkdir(parents=True)
    (folder / "tests.toml").write_text(wrong)
    with pytest.raises(Problem, match=re.escape(complaint)) as problem:
        read_lab("mine", tmp_path)
    assert "docs/labs/mine/tests.toml" in str(problem.value)


# --- the text of a lab, done as it stands there ---
#
# A block with a path behind the name of its language is that file, if it begins like it, or goes to its end. In a console
# block the lines with $ are typed, and in a gdb block those with (gdb); what stands below them is printed, in this
# order. Three dots stand for anything, # for a number, NUMBER for the one after the table's last, EDITION for the newest.

BLOCK = re.compile(r"^```(\S+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(number):
    """What the text tells to do: (language, path, text)."""
    text = labs.filled_in((LABS["add-a-syscall"].folder / "README.md").read_text(), ROOT, number)
    return [match.groups() for match in BLOCK.finditer(text)]


def debug(tree, program, commands):
    """What gdb of that tree answers to commands: a list."""
    session = [word.replace(str(ROOT), str(tree)) for word in session_command(run=program)]
    done = converse(session, commands, tree, clean_environment())
    assert len(done.answers) == len(commands), done.output
    return [answer.text for answer in done.answers]


def assert_shown(expected, printed, command):
    """The lines below a command are what it prints; whatever came before or after them stays without a word."""
    pattern = ".*".join(map(re.escape, "\n".join(expected).split("...")))
    pattern = re.sub(r"(?<=0x)\\#|(?<=:)\\#", "[0-9a-f]+", pattern)
    assert re.search(pattern, printed, re.DOTALL), f"{command}\n{printed}\nbut the lab says\n" + "\n".join(expected)


def typed(text, prompt):
    """The commands of a block, each with the lines below it."""
    parts = re.split(rf"^{re.escape(prompt)} (.*)\n", text, flags=re.MULTILINE)[1:]
    return [(command, shown.splitlines()) for command, shown in zip(parts[::2], parts[1::2])]


def follow(tree, language, path, text):
    if path:
        before = (tree / path).read_text()
        replaced = before.splitlines()[0] == text.splitlines()[0]
        (tree / path).write_text(text if replaced else before + text)
    elif language == "console":
        for command, shown in typed(text, "$"):
            assert_shown(shown, run(tree, command)[0], command)
    else:
        program = shlex.split(text.splitlines()[0])[-1].removeprefix("P=")
        lines = typed(text, "(gdb)")
        for (command, shown), answer in zip(lines, debug(tree, program, [command for command, _ in lines])):
            assert_shown(shown, answer, command)


def library(tree, function):
    """The function of the lab in a folder of its own, with the headers that its file includes."""
    includes = re.findall(r"^#include .*\n", (tree / "kernel/syscall/system_calls.cpp").read_text(), re.MULTILINE)
    folder = tree / "library"
    folder.mkdir()
    (folder / "mirror.cpp").write_text("".join(includes) + function)
    return folder


def test_the_text_of_a_lab(tree):
    """[3.9] [4.2] [4.3] One row and one function make a call: until the function is there, also in a library, a stub
    answers. It is in the reference, in the manual, in the headers, and gdb knows it. At its end all points are given."""
    number = next_number(tree)
    solution = labs.filled_in(LABS["add-a-syscall"].solution.difference, tree, number)
    for language, path, text in blocks(number):
        if path.startswith("kernel/"):
            assert "".join(f"+{line}\n" for line in text.splitlines()) in solution
        if path.startswith("kernel/syscall/"):
            folder = library(tree, text)
            printed, _ = run(tree, f"make LIBRARY={folder} run P='/lessons/mirror stile'")
            assert "5 bytes: elits\nand back: stile\n" in printed
            run(tree, f"make LIBRARY={folder} INTO=status generate")
            assert f"| {number} | [mirror](#mirror) |" in (tree / "status/docs/syscalls.md").read_text()
            assert "how many they are. | implemented |" in (tree / "status/docs/syscalls.md").read_text()
        follow(tree, language, path, text)


# --- what is graded ---


def test_solutions_have_all_points(tree):
    """Of each lab; the one of add-a-syscall is what its text has made."""
    for lab in LABS.values():
        assert not failed(tree, lab)


def test_a_mistake_loses_what_it_says(tree):
    """One of each lab, all at the same time; with TESTS=all every other one, too, and what a student starts from."""
    bugs = [(lab, lab.bugs[ONE_BUG_OF_EACH[lab.name]]) for lab in LABS.values()]
    apply([bug for _, bug in bugs], tree)
    for lab, bug in bugs:
        assert failed(tree, lab) == set(bug.fails), bug.place
    for _, bug in bugs:
        assert take_back(bug, tree)
    for lab, bug in [(lab, bug) for lab in LABS.values() for bug in lab.bugs.values() if EVERYTHING]:
        apply([bug], tree)
        assert failed(tree, lab) == set(bug.fails), bug.place
        assert take_back(bug, tree)


if EVERYTHING:  # it builds everything anew

    def test_what_a_student_starts_from(tmp_path):
        """It builds, and fails the tests that it says."""
        copy = copy_of_tree(tmp_path / "tree", NEEDED + BUILT)
        for lab in LABS.values():
            apply(lab.patches_for("starter"), copy)
        for lab in LABS.values():
            assert failed(copy, lab) == set(lab.starter.fails)


# --- what is told, and what is left ---


def test_a_tree_that_does_not_compile(tree):
    """No test passes, and the compiler's complaint is in each of them."""
    source = tree / "kernel/thread/policy.cpp"
    before = source.read_text()
    source.write_text(before + "int = 5;\n")
    lab = LABS["scheduler-policy"]
    assert failed(tree, lab) == {test.name for test in lab.tests}
    results = json.loads((tree / "build/grade/scheduler-policy/results.json").read_text())
    assert all("the tree builds" in test["output"] and "policy.cpp" in test["output"] for test in results["tests"])
    source.write_text(before)


# A QEMU that stands still before it has begun: whoever waits for it does so until it is ended.
STANDS_STILL = "sh -c 'kill -STOP $$; exec qemu-system-riscv64 \"$@\"' qemu-system-riscv64"


def started_grading(tree):
    process = subprocess.Popen(
        ["scripts/grade.py", "scheduler-policy"],
        cwd=tree,
        env=clean_environment(QEMU=STANDS_STILL),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lock = tree / "build/grade/lock"
    wait_until(lambda: lock.exists() and lock.read_text() == f"{process.pid}\n")
    return process


def machines_of(tree):
    """The processes that run a kernel of that tree."""
    return [number for number, text in command_lines() if b"qemu-system" in text and bytes(tree) in text]


def test_one_at_a_time_and_nothing_is_left_of_an_interrupted_one(tree):
    """A second grading in the same tree is refused. Ctrl-C ends make and QEMU; results are there as a whole or not at all."""
    run(tree, "make all")
    first = started_grading(tree)
    said, status = run(tree, "scripts/grade.py strace")
    assert status == 2 and f"process {first.pid} is grading in this tree already" in said
    wait_until(lambda: machines_of(tree))
    first.send_signal(signal.SIGINT)
    said, _ = first.communicate(timeout=TIME_LIMIT)
    assert first.returncode == 130 and "interrupted; no results were written" in said
    assert not machines_of(tree) and not list((tree / "build/grade/scheduler-policy").iterdir())


def test_what_is_wrong_on_the_command_line_is_said(tree):
    """Nothing is built for it."""
    for command, complaint in {
        "make grade": "which lab? LAB=name; there are add-a-syscall, copy-on-write",
        "make grade LAB=none": "LAB=none: there is no such lab",
        "make grade LAB=strace TEST=none": "TEST=none: the lab strace has numbers, names",
        "make grade LAB=strace RELEASE=1": "it is the kernel of `make qemu` that is graded",
        "make lab LAB=strace": "this tree is none of git's",
    }.items():
        said, status = run(tree, command)
        assert status == 2 and complaint in said and "compile" not in said


def test_one_test_alone(tree):
    """With all that its machine has printed, and without results that could be taken for those of the whole."""
    said, status = run(tree, "make grade LAB=strace TEST=undisturbed")
    assert status == 0 and "Stile: machine mode" in said and " begins\n" in said
    assert "1..1\nok 1 - undisturbed:" in said and "# strace: 10 of 10 points\n" in said
