# tests/system/test_bench.py: `make bench`: its figures are exact, and within what was promised.

import re
import subprocess

import pytest

from harness import ROOT, TIME_LIMIT, clean_environment

ROW = re.compile(r"^(\S.*?)  +(\d+) +(\d+)(?: +(\d+))?$", re.MULTILINE)


def bench(*arguments):
    return subprocess.run(
        ["timeout", str(3 * TIME_LIMIT), ROOT / "scripts" / "bench.py", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(),
    )


@pytest.fixture(scope="module", params=[(flavour, mode) for flavour in ("class", "release") for mode in ("machine", "supervisor")], ids="-".join)
def done(request):
    return *request.param, bench(*request.param)


def rows(output):
    return {what: (int(least), int(median)) for what, least, median, _ in ROW.findall(output)}


def test_figures(done):
    """[0.4] [0.12] [1.6] What is promised: a null call of at most 160 instructions in the release build, the prompt after
    at most 8 million. And sense: a round trip takes more than the loop, a call that does more takes longer."""
    flavour, mode, result = done
    assert result.returncode == 0, result.stdout
    figures = rows(result.stdout)
    null = figures["null call (getpid)"]
    assert 20 < null[0] <= null[1]
    if flavour == "release":
        assert null[1] <= 160
    assert 100_000 < figures["boot to the prompt"][1] <= 8_000_000
    assert null[0] < figures["write 1 byte to /dev/null"][0]
    assert null[0] <= figures["no arguments"][0] <= figures["no arguments, typed"][0]
    assert flavour == "class" or figures["no arguments"] == figures["no arguments, typed"]
    assert figures["no arguments"][0] < figures["no arguments, with errno"][0]
    assert figures["seven arguments"][0] < figures["seven words, packed"][0] < figures["eight words, spilled"][0]
    assert figures["dispatch by fold, first row"][0] < figures["dispatch by fold, last row"][0]
    assert figures["write 0 bytes to /dev/null"][0] <= figures["write 1 byte to /dev/null"][0]
    assert figures["fork, exit, wait"][0] < figures["fork, exec /bin/true, exit, wait"][0]
    assert len(figures) == 24
    assert f"in the {flavour} build, {mode} mode" in result.stdout


# A row of a table in a document: the same words as in the output of bench.py.
IN_A_DOCUMENT = re.compile(r"^\| ([a-z, ]+) \| (\d+) \|$", re.MULTILINE)


def test_the_figures_in_the_documents(done):
    """[0.4] [1.6] What docs/calls.md and docs/dispatch.md tell is what is measured, but for a sixth of it."""
    flavour, mode, result = done
    figures = rows(result.stdout)
    told = [row for name in ("calls", "dispatch") for row in IN_A_DOCUMENT.findall((ROOT / f"docs/{name}.md").read_text())]
    assert len(told) == 10 and {what for what, _ in told} <= figures.keys()
    if (flavour, mode) == ("release", "machine"):  # of which they tell
        wrong = [(what, told, figures[what][1]) for what, told in told if abs(figures[what][1] - int(told)) > int(told) / 6]
        assert not wrong


def test_the_figures_are_the_same_each_time(done):
    flavour, mode, first = done
    assert bench(mode, flavour).stdout == first.stdout


def test_wrong_arguments():
    for arguments in (["debug"], ["class", "release"], ["machine", "supervisor"], ["release", "release"], ["class", "user"]):
        assert bench(*arguments).returncode == 1
        assert "usage: " in bench(*arguments).stdout
