# tests/system/test_reject.py: the programs in tests/reject do not compile, each for one reason.
#
# The second line of each says what the compiler must say: `// expect: regular expression`. With -DRIGHT the
# mistake is gone, and it must compile: so it is that mistake, and nothing else, that the compiler refuses.
# [0.1] [0.6] [0.8]

import os
import re
import shlex
import subprocess

import pytest
from harness import ROOT, TIME_LIMIT, make

FLAGS = {"kernel": "$(KFLAGS)", "user": "$(UFLAGS)"}
PROGRAMS = sorted((ROOT / "tests/reject").glob("*/*.cpp"))


@pytest.fixture(scope="module")
def command():
    """command("kernel"): the compiler and its flags for that part of the tree, as the Makefile has them."""
    commands = {}

    def of(part):
        if part not in commands:
            rule = f"reject-command: $(COMPAT) ; @echo '$(CXX) {FLAGS[part]} $(CXXONLY)'"
            done = make("--silent", "--eval", rule, "reject-command")
            assert done.returncode == 0, done.stdout
            commands[part] = shlex.split(done.stdout) + ["-fsyntax-only", "-MF", os.devnull]
        return commands[part]

    return of


def compile_it(command, program, *more):
    return subprocess.run(
        [*command, *more, program],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C"},  # the compiler's messages in English, with plain quotes
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT,
    )


def test_there_are_programs_for_each_part():
    assert {program.parent.name for program in PROGRAMS} == set(FLAGS)


@pytest.mark.quick
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.parent.name}-{program.stem}")
def test_it_does_not_compile(command, program):
    expected = re.fullmatch("// expect: (.+)", program.read_text().splitlines()[1])[1]
    right = compile_it(command(program.parent.name), program, "-DRIGHT")
    assert right.returncode == 0, f"without its mistake {program} must compile\n{right.stdout}"
    wrong = compile_it(command(program.parent.name), program)
    assert wrong.returncode != 0, f"{program} compiles"
    assert re.search(f"error: .*{expected}", wrong.stdout), f"expected: {expected}\n{wrong.stdout}"
