# tests/system/test_bench.py: `make bench`: its figures are exact, within the goals, and the same as ever.

import json
import re
import subprocess
import sys

import pytest

from harness import ROOT, TIME_LIMIT, clean_environment, make

sys.path.insert(0, str(ROOT / "scripts"))
import bench as bench_script  # noqa: E402
from measuring import baseline, machine  # noqa: E402
from measuring.figures import measure_limit  # noqa: E402
from measuring.machine import KERNELS, Kernel, Problem  # noqa: E402
from measuring.works import BY_NAME, NOT_MET, NULL_CALL, WORKS, goal_of  # noqa: E402

ROW = re.compile(r"^(\S+(?: \S+)*)  +([\d,]+) +([\d,]+)(?:  .*)?$", re.MULTILINE)


def bench(*arguments, **environment):
    return subprocess.run(
        ["timeout", str(3 * TIME_LIMIT), ROOT / "scripts" / "bench.py", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(**environment),
    )


def rows(output):
    return {what: (int(least.replace(",", "")), int(median.replace(",", ""))) for what, least, median in ROW.findall(output)}


@pytest.fixture(scope="module")
def results():
    """The bench of each kernel: all that it printed. The limit is built if it is not there."""
    for words in (["build/limit/limit.elf"], *(["RELEASE=1", f"MODE={mode}", "direct-tests"] for mode in machine.MODES)):
        built = make(*words)
        assert built.returncode == 0, built.stdout
    return {kernel: bench(kernel.flavour, kernel.mode) for kernel in KERNELS}


@pytest.fixture(params=KERNELS, ids=lambda kernel: f"{kernel.flavour}-{kernel.mode}")
def kernel(request):
    return request.param


def test_the_bench_is_content(results, kernel):
    """[0.4] [0.12] [1.6] Each goal is met, or it is said why not; no figure has moved."""
    result = results[kernel]
    assert result.returncode == 0, result.stdout
    assert f"in the {kernel}" in result.stdout


def test_goals(results, kernel):
    """[0.4] [0.12] [1.6] What was promised is looked at here once more: what misses its goal stands in works.py."""
    figures = rows(results[kernel].stdout)
    promised = [work for work in WORKS if work.goal and work.name in figures]
    missed = {work.name for work in promised if figures[work.name][1] > goal_of(work, kernel)}
    assert missed <= NOT_MET.get(kernel.flavour, {}).keys()
    assert figures[NULL_CALL][1] <= goal_of(BY_NAME[NULL_CALL], kernel)  # no excuse is accepted
    assert 100_000 < figures["boot to the prompt"][1] <= 8_000_000


def test_no_excuse_is_left_over(results):
    """What is met on both kernels of a build is not excused."""
    for flavour, excuses in NOT_MET.items():
        for name in excuses:
            kernels = [kernel for kernel in KERNELS if kernel.flavour == flavour]
            missed = re.compile(rf"^{re.escape(name)} .*MISSED$", re.MULTILINE)
            assert any(missed.search(results[kernel].stdout) for kernel in kernels), name


def test_figures_make_sense(results, kernel):
    """A round trip takes more than the limit, a call that does more takes longer."""
    output, flavour = results[kernel].stdout, kernel.flavour
    figures = rows(output)
    null = figures["null call (getpid)"]
    assert 20 < null[0] <= null[1]
    assert null[0] < figures["write 1 byte to /dev/null"][0]
    assert null[0] <= figures["no arguments"][0] <= figures["no arguments, typed"][0]
    assert flavour == "class" or figures["no arguments"] == figures["no arguments, typed"]
    assert figures["no arguments"][0] < figures["no arguments, with errno"][0]
    assert figures["seven arguments"][0] < figures["seven words, packed"][0]
    assert figures["seven arguments"][0] < figures["eight words, spilled"][0]
    assert flavour == "class" or figures["seven words, packed"] < figures["eight words, spilled"]
    assert figures["dispatch by fold, first row"][0] < figures["dispatch by fold, last row"][0]
    assert figures["write 0 bytes to /dev/null"][0] <= figures["write 1 byte to /dev/null"][0]
    assert figures["pipe: write 1 byte, read it"][0] < figures["pipe: there and back"][0]
    assert figures["fork, exit, wait"][0] < figures["fork, exec, wait"][0]
    limits = baseline.load()["limit"]
    for name, (least, _) in figures.items():
        assert name not in BY_NAME or not BY_NAME[name].limit or least > limits[BY_NAME[name].limit], name


def test_each_work_is_there_or_missed(results, kernel):
    """No row gets lost: a work is measured, or it is told why not."""
    output = results[kernel].stdout
    figures = rows(output)
    for work in WORKS:
        assert (work.name in figures) != (f"{work.name}: missing: " in output), work.name


def test_the_limit(results):
    """[0.12] The bare program: the loop and four instructions; and what the most that a call must do makes of them. It is
    run here once more, as the baseline only has what it said at some time."""
    limits = measure_limit()
    assert limits["ecall and back, nothing else"] == 8
    assert 62 < limits["ecall, 31 registers, a switch"] <= 110
    assert 512 < limits["page fault, and a clear page"] <= 650
    assert 16384 < limits["64 KiB from here to there"] <= 16500


def test_supervisor_mode_costs_no_more(results):
    """[0.12] Within a tenth of what the machine-mode kernel needs, but for the boot, which calls OpenSBI."""
    for flavour in machine.FLAVOURS:
        ours, theirs = (rows(results[Kernel(flavour, mode)].stdout) for mode in ("supervisor", "machine"))
        assert ours.keys() == theirs.keys()
        over = [name for name in ours if name != "boot to the prompt" and ours[name][1] > 1.1 * theirs[name][1]]
        assert not over


# A row of a table in a document: the same words as in the output of bench.py.
IN_A_DOCUMENT = re.compile(r"^\| ([a-z, ]+) \| (\d+) \|$", re.MULTILINE)


def test_the_figures_in_the_documents(results):
    """[0.4] [1.6] What docs/calls.md and docs/dispatch.md tell is what is measured, but for a sixth of it."""
    figures = rows(results[Kernel("release", "machine")].stdout)  # of which they tell
    told = [row for name in ("calls", "dispatch") for row in IN_A_DOCUMENT.findall((ROOT / f"docs/{name}.md").read_text())]
    assert len(told) == 10 and {what for what, _ in told} <= figures.keys()
    wrong = [(what, told, figures[what][1]) for what, told in told if abs(figures[what][1] - int(told)) > int(told) / 6]
    assert not wrong


def test_the_figures_are_the_same_each_time(results, kernel):
    assert bench(kernel.mode, kernel.flavour).stdout == results[kernel].stdout


@pytest.fixture
def changed_baseline(tmp_path, monkeypatch):
    """changed_baseline(known): this is the baseline from now on."""

    def change(known):
        file = tmp_path / "baseline.json"
        file.write_text(known if isinstance(known, str) else json.dumps(known))
        monkeypatch.setattr(baseline, "FILE", file)

    return change


def changed_by(percent, tools=None):
    """The baseline with another figure for the null call on the first kernel, and perhaps of other tools."""
    known = baseline.load()
    row = known["works"]["release machine"]["null call (getpid)"]
    row[1] = round(row[1] * (1 + percent / 100))
    known["tools"].update(tools or {})
    return known


def test_a_figure_that_moves_is_a_failure(results, changed_baseline, capsys):
    changed_baseline(changed_by(10))
    assert not bench_script.main(["release", "machine"])
    said = capsys.readouterr().out
    assert re.search(r"^Of \d+ figures, 1 have moved", said, re.MULTILINE)
    assert "  null call (getpid): " in said and "make bench-baseline REASON=" in said


def test_a_small_move_is_none(results, changed_baseline):
    known = changed_by(1)
    before = results[Kernel()].returncode
    changed_baseline(known)
    assert bench_script.main(["release", "machine"]) == (before == 0)


def test_with_other_tools_a_move_is_only_told(results, changed_baseline, capsys):
    changed_baseline(changed_by(10, {"emulator": "QEMU emulator version 99"}))
    assert bench_script.main(["release", "machine"])
    said = capsys.readouterr().out
    assert "1 have moved" in said and "not judged: the emulator is QEMU" in said and "not QEMU emulator version 99" in said


def test_rows_that_come_and_go_are_moves():
    assert list(baseline.moved({"a": 100, "b": 5}, {"a": 102, "c": 7})) == ["b: was 5, and is gone", "c: 7, which is new"]
    assert list(baseline.moved({"a": 10}, {"a": 11})) == []  # one instruction is no move, however small the figure
    assert list(baseline.moved({"a": 200}, {"a": 205})) == ["a: 205 instead of 200 (+2.5 %)"]


def test_a_new_baseline_keeps_the_reasons(changed_baseline):
    known = baseline.load()
    changed_baseline(known)
    reasons = known.pop("reasons")
    baseline.write(known, "it is the same")
    assert baseline.load() == {"reasons": [*reasons, "it is the same"], **known}


def test_a_baseline_needs_a_reason():
    for words in (["baseline"], ["baseline", " "], ["baseline", "two", "words"]):
        assert bench(*words).returncode == 1
    assert "REASON=" in bench("baseline", "").stdout
    for reason in ("", " "):
        refused = make("bench-baseline", f"REASON={reason}")
        assert refused.returncode != 0 and "usage: make bench-baseline REASON=" in refused.stdout


def test_a_broken_baseline(results, changed_baseline, capsys):
    changed_baseline("{")
    assert not bench_script.main(["release", "machine"])
    assert "baseline.json is no JSON" in capsys.readouterr().err


def without(*path):
    """The baseline, but for what is found by these keys."""
    known = part = baseline.load()
    for key in path[:-1]:
        part = part[key]
    del part[path[-1]]
    return known


PATHS = [("reasons",), ("works",), ("tools", "compiler"), ("limit", "64 KiB from here to there"), ("memory", "class machine")]


@pytest.mark.parametrize("path", [*PATHS, ("growth", "read, with bytes")], ids=" ".join)
def test_a_baseline_that_lacks_something(changed_baseline, path):
    """It is said what; and a new one keeps the reasons of the old one, if there are any."""
    known = baseline.load()
    reasons = known.pop("reasons")
    changed_baseline(without(*path))
    with pytest.raises(Problem, match=f"baseline.json lacks {': '.join(path)}: make bench-baseline"):
        baseline.load()
    baseline.write(known, "it is whole")
    assert baseline.load()["reasons"] == [*(reasons if path != ("reasons",) else []), "it is whole"]


@pytest.mark.parametrize("known", [[], {}, "null", {"reasons": {}, "works": 7}], ids=str)
def test_a_baseline_of_another_kind(changed_baseline, known):
    changed_baseline(known)
    with pytest.raises(Problem, match="baseline.json lacks growth, limit, memory, reasons, tools, works: "):
        baseline.load()


def test_wrong_arguments():
    for arguments in (["debug"], ["class", "release"], ["machine", "supervisor"], ["release", "release"], ["class", "user"]):
        result = bench(*arguments)
        assert (result.returncode, "usage: " in result.stdout) == (1, True)


def test_what_is_not_measured():
    """The kernel that watches its locks is another one than the bench would look at."""
    for target in ("bench", "growth", "bench-baseline", "performance", "bench-wall", "profile"):
        refused = make(target, "DEBUG=1")
        assert refused.returncode != 0 and f"{target}: a kernel that watches its locks" in refused.stdout


def test_what_is_not_there(results, tmp_path, monkeypatch, capsys):
    """Without a kernel, a QEMU, a compiler or a gdb, one is told how to get it."""
    assert "./scripts/setup.sh qemu" in bench(QEMU="no-such-emulator").stdout
    assert "./scripts/setup.sh gdb" in bench(GDB="no-such-debugger").stdout
    assert "./scripts/setup.sh qemu" in bench(CROSS="no-such-compiler-").stdout
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    assert not bench_script.main(["class", "supervisor"])
    assert "`make MODE=supervisor` builds it" in capsys.readouterr().err


def test_a_qemu_that_fails(results, tmp_path):
    """What it says is shown."""
    emulator = tmp_path / "qemu"
    emulator.write_text("#!/bin/sh\necho this board is unknown\nexit 1\n")
    emulator.chmod(0o755)
    result = bench(QEMU=emulator)
    assert result.returncode == 1
    assert "ended with status 1" in result.stdout and "this board is unknown" in result.stdout
