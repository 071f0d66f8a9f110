# tests/system/test_performance.py: how costs grow, and that docs/performance.md tells what was measured.

import re
import subprocess
import sys

import pytest

from harness import ROOT, TIME_LIMIT, clean_environment, make

sys.path.insert(0, str(ROOT / "scripts"))
import performance  # noqa: E402
from measuring import baseline, building, growth, image, machine, markdown, pictures, plot  # noqa: E402
from measuring.machine import Kernel, Problem  # noqa: E402


def run(script, *arguments):
    return subprocess.run(
        ["timeout", str(3 * TIME_LIMIT), ROOT / "scripts" / script, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(),
    )


def test_costs_grow_by_their_laws():
    """Each law holds, or it is said why not; no figure has moved since the baseline."""
    result = run("bench.py", "growth")
    assert result.returncode == 0, result.stdout
    assert result.stdout.count(" holds: ") + result.stdout.count(" BROKEN: ") == len(growth.LAWS)
    assert result.stdout.count(" BROKEN: ") == len(growth.NOT_HELD)


def broken(work, points):
    """What is wrong with one work, if all others obeyed."""
    figures = growth.from_baseline(baseline.load()["growth"]) | {work: points}
    return growth.broken_laws(figures).get(work, "")


def test_laws_can_be_broken():
    assert broken("null call, with processes", {1: 100, 10: 100, 500: 140}) != ""
    assert broken("null call, with processes", {1: 100, 10: 101, 500: 100}) == ""
    assert broken("wake all that sleep at a word", {1: 100, 10: 1000, 50: 5000, 100: 20000}) != ""
    assert broken("wake all that sleep at a word", {1: 400, 10: 1000, 50: 4000, 100: 8000}) == ""
    assert broken("fork, with MiB touched", {1: 0, 64: 63 * 256 * 26}) != ""
    assert broken("fork, with MiB touched", {1: 0, 64: 63 * 256 * 24}) == ""
    assert broken("read, with bytes", {}) == "was not measured"


def test_a_kernel_with_a_law_broken_is_told_of():
    """What is broken and not known to be fails the bench; what is known to be is told with its reason."""
    figures = growth.from_baseline(baseline.load()["growth"])
    text = "\n".join(growth.as_text(figures | {"null call, with open files": {1: 100, 100: 200}}))
    assert "BROKEN: does not depend on the number of open files: 200 instead of 100" in text
    assert "nobody has said why" in text


def test_the_document_tells_the_baseline():
    """Whoever changes one makes the other anew: make bench-baseline does both."""
    document = performance.DOCUMENT.read_text()
    assert performance.with_blocks(document, markdown.exact_blocks(baseline.load())) == document


def test_the_pictures_show_the_baseline():
    """The same figures make the same picture; with the gnuplot that drew those in the tree, the same as there."""
    drawn = pictures.draw(baseline.load())
    assert drawn == pictures.draw(baseline.load())
    for name, picture in drawn.items():
        kept = (performance.PICTURES / name).read_text()
        assert f"pictures/{name}" in performance.DOCUMENT.read_text()
        assert picture.rstrip().endswith("</svg>")
        made_by = next(line for line in picture.splitlines() if "GNUPLOT" in line)
        assert made_by not in kept or picture == kept, name


def test_a_document_without_its_marks():
    with pytest.raises(Problem, match="must have <!-- begin works -->"):
        performance.with_blocks("no marks", {"works": ""})


def test_without_gnuplot(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Problem, match="there is no gnuplot.*setup.sh performance"):
        plot.lines("bytes", [plot.Line("a", {1: 2})])


def test_what_gnuplot_says_is_shown():
    with pytest.raises(Problem, match="gnuplot failed"):
        plot.gnuplot("plot nothing\n")


def test_wrong_arguments():
    result = run("performance.py", "all")
    assert result.returncode == 1 and "usage: performance.py" in result.stdout


def test_a_clock_finds_the_prompt():
    assert 0 < building.seconds_to_prompt(Kernel("class", "machine").path) < machine.TIME_LIMIT


def test_a_machine_without_a_prompt():
    """The bare program turns itself off."""
    built = make("build/limit/limit.elf")
    assert built.returncode == 0, built.stdout
    with pytest.raises(Problem, match="the prompt did not come"):
        building.seconds_to_prompt(machine.LIMIT)


def test_parts_of_the_image():
    """The root file system in the kernel is as large as its file; the parts are those of the linker script."""
    kernel = Kernel("class", "machine").path
    parts = image.parts(kernel)
    assert parts["root file system"] == (kernel.parents[1] / "root.img").stat().st_size
    assert all(parts.values())


def test_each_place_in_the_document_has_its_figures():
    """No mark is there that nothing fills, and none is missing."""
    marks = re.findall(r"<!-- begin (\w+) -->", performance.DOCUMENT.read_text())
    assert sorted(marks) == sorted([*markdown.exact_blocks(baseline.load()), "profile", "seconds", "sizes", "wall"])
