# tests/system/test_harness.py: what the tests rest on: failures are seen, counted, and explained.

import importlib.util
import os
import subprocess
import sys
import time

import pytest

from harness import ROOT, Batch, Machine, clean_environment, wait_until
from screen import Screen


@pytest.mark.parametrize(
    "text, lines",
    [
        ("ab\r\ncd", ["ab", "cd"]),
        ("abc\rX", ["Xbc"]),
        ("abc\b\bX", ["aXc"]),
        ("abc\b \b", ["ab"]),
        ("你好\b\b  \b\b!", ["你!"]),
        ("你好\b \b!", ["你 !"]),  # half a character was wiped away, and both halves are gone
        ("abc\x1b[2DX\x1b[CY", ["aXcY"]),
        ("abc\r\x1b[K", [""]),
        ("ab\ncd\x1b[AX\x1b[J", ["abX"]),
        ("x" * 81, ["x" * 80, "x"]),
        ("x" * 79 + "你", ["x" * 79, "你"]),
        ("e\u0301x", ["ex"]),
    ],
)
def test_the_screen_shows_what_a_terminal_would(text, lines):
    assert Screen(text).lines == lines


def test_a_wait_in_vain_shows_the_whole_console():
    with Machine(options="crash=ebreak") as machine:
        with pytest.raises(AssertionError, match="(?s)waited for .*the end came.*kernel panic: breakpoint"):
            machine.wait_for_prompt()


def test_a_machine_that_hangs_is_ended():
    """The kernel gets no further than its first instruction; QEMU is stopped when its time is over."""
    with pytest.raises(AssertionError, match="its time was over|still running when"):
        Batch(command="true", more=("-S",), time_limit=1)


@pytest.mark.parametrize("pause", [0, 0.001, 0.002, 0.004, 0.1])
def test_a_machine_is_ended_with_its_block(pause):
    """And all that it started, even if that was this very moment."""
    with Machine(more=("-S",)) as machine:
        process = machine._child.proc
        assert process.poll() is None
        time.sleep(pause)
    assert process.poll() is not None
    wait_until(lambda: not any_is_left(process.pid))


def any_is_left(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("answer, told", [(0, False), (1, True), (2, False)])
def test_a_failure_tells_of_a_kernel_that_is_old(tmp_path, answer, told):
    """make --question answers 1 if there is something to make, and 2 if it does not know."""
    (tmp_path / "test_some.py").write_text("def test_a(configuration): assert 0\n")
    fake = tmp_path / "make"
    fake.write_text(f"#!/bin/sh\nexit {answer}\n")
    fake.chmod(0o755)
    environment = clean_environment(PATH=f"{tmp_path}:{os.environ['PATH']}", PYTHONPATH=ROOT / "tests" / "system")
    command = [sys.executable, "-B", "-m", "pytest", "-p", "conftest", "-p", "no:cacheprovider", "--kernels=first", "test_some.py"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "1 failed" in done.stdout, done.stdout + done.stderr
    assert ("the kernel is older than what it is made from: make MODE=machine CPUS=1 all" in done.stdout) == told, done.stdout


def load_runner():
    spec = importlib.util.spec_from_file_location("runner", ROOT / "tests" / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    return runner


@pytest.mark.parametrize(
    "tests, passed, failed",
    [
        ("def test_a(): pass\ndef test_b(): pass\n", 2, 0),
        ("def test_a(): pass\ndef test_b(): assert 0\n", 1, 1),
        ("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip()\n", 1, 1),
        ("import pytest\n@pytest.mark.xfail\ndef test_a(): assert 0\ndef test_b(): pass\n", 1, 1),
        ("import pytest\n@pytest.fixture\ndef f():\n    yield\n    assert 0\ndef test_a(f): pass\n", 0, 1),
        ("import no_such_module\ndef test_a(): pass\n", 0, 1),
        ("", 0, 1),
        ("import os\ndef test_a(): os._exit(0)\n", 0, 1),
    ],
)
def test_the_runner_counts(tmp_path, monkeypatch, tests, passed, failed):
    """What did not pass has failed: skipped, broken, or ended before its end."""
    runner = load_runner()
    monkeypatch.setattr(runner, "LOGS", tmp_path)
    monkeypatch.setattr(runner, "SYSTEM", tmp_path)
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--kernels')\n"
    )
    (tmp_path / "test_some.py").write_text(tests)
    result = runner.system("test_some", "normal")
    assert (result.passed, result.failed) == (passed, failed), result.output


@pytest.mark.parametrize(
    "printed, status, passed, failed",
    [
        ("3 passed, 0 failed", 0, 3, 0),
        ("3 passed, 2 failed", 1, 3, 2),
        ("3 passed, 0 failed", 1, 3, 1),
        ("0 passed, 0 failed", 0, 0, 1),
        ("no count", 0, 0, 1),
        ("", 0, 0, 1),
    ],
)
def test_the_runner_believes_only_what_adds_up(monkeypatch, printed, status, passed, failed):
    runner = load_runner()
    monkeypatch.setattr(runner, "run", lambda name, command: (status, f"some line\n{printed}\n"))
    result = runner.counted("host-test", "host-test")
    assert (result.passed, result.failed) == (passed, failed)


def test_the_runner_refuses_other_words():
    done = subprocess.run([sys.executable, ROOT / "tests" / "run.py", "fast"], capture_output=True, text=True)
    assert done.returncode == 1 and "usage: " in done.stderr
