# tests/system/test_ci.py: .ci/run runs the checks and the tests, adds up their counts, and fails if one did.

import shutil
import subprocess

import pytest
from harness import ROOT, TIME_LIMIT

pytestmark = pytest.mark.quick


def ci(tree, check, test):
    """Runs .ci/run in a tree whose setup.sh only does what is told, in shell, for each target."""
    (tree / ".ci").mkdir()
    (tree / "scripts").mkdir()
    shutil.copy(ROOT / ".ci/run", tree / ".ci/run")
    setup = tree / "scripts/setup.sh"
    setup.write_text(f'#!/bin/bash\necho $1 >>targets\nif [ $1 = check ]; then {check}; else {test}; fi\n')
    setup.chmod(0o755)
    done = subprocess.run(
        ["bash", ".ci/run"], cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT
    )
    assert (tree / "targets").read_text() == "check\ntest\n"
    return done.returncode, done.stdout.splitlines()


GOOD_CHECK = "echo 12 passed, 0 failed"
GOOD_TEST = "echo 300 passed, 0 failed"


@pytest.mark.parametrize(
    "check, test, status, last",
    [
        (GOOD_CHECK, GOOD_TEST, 0, "312 passed, 0 failed"),
        (GOOD_CHECK, "echo 298 passed, 2 failed; exit 2", 1, "310 passed, 2 failed"),
        ("echo 11 passed, 1 failed; exit 1", GOOD_TEST, 1, "311 passed, 1 failed"),
        (GOOD_CHECK, "echo 298 passed, 2 failed", 1, "310 passed, 2 failed"),
        (GOOD_CHECK, "echo 300 passed, 0 failed; exit 1", 1, "312 passed, 1 failed"),
        (GOOD_CHECK, "echo 290 passed, 0 failed, 10 skipped", 0, "302 passed, 0 failed, 10 skipped"),
        (GOOD_CHECK, "echo no compiler >&2; exit 1", 1, "12 passed, 1 failed"),
        (GOOD_CHECK, "true", 1, "12 passed, 1 failed"),
        (GOOD_CHECK, "echo 0 passed, 0 failed", 1, "12 passed, 1 failed"),
        ("exit 1", "exit 1", 1, "0 passed, 2 failed"),
        (GOOD_CHECK, "echo 5 passed, 1 failed; echo 9 passed, 0 failed; echo done", 0, "21 passed, 0 failed"),
    ],
)
def test_counts(tmp_path, check, test, status, last):
    returncode, lines = ci(tmp_path, check, test)
    assert (returncode, lines[-1]) == (status, last)


def test_output_is_passed_on_and_input_is_not(tmp_path):
    _, lines = ci(tmp_path, GOOD_CHECK, "read -r line || echo no input; echo an error >&2; " + GOOD_TEST)
    assert "no input" in lines and "an error" in lines
