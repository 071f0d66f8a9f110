# scripts/profiling/picture.py: draws bars with gnuplot, as SVG: the same picture from the same figures.

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from measuring.machine import Problem


COLOURS = ("#2b5d8c", "#b8cfe5", "#b5651d")


class Bar(NamedTuple):
    """One length of each kind, drawn over each other; the longest is written behind the bar. None at all: a gap."""

    label: str
    lengths: tuple[int, ...]


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plot(bars: Sequence[Bar], title: str, kinds: Sequence[str]) -> str:
    """For gnuplot: the first bar at the top; of the kinds, the first is drawn last, over the others."""
    tics = ", ".join(f"{quoted(bar.label)} {row}" for row, bar in enumerate(bars))
    widest = max(max(bar.lengths) for bar in bars)
    boxes = [
        f"$bars using {at + 3}:1:(0):{at + 3}:($1-0.35):($1+0.35) with boxxyerror"
        f' linecolor rgb "{COLOURS[at]}" title {quoted(kind)}'
        for at, kind in reversed(list(enumerate(kinds)))
    ]
    figures = "$bars using 2:1:2 with labels left offset 0.5,0 notitle"
    lines = [
        f'set terminal svg size 900,{100 + 24 * len(bars)} font "sans-serif,13" background "white"',
        f"set title {quoted(title)} noenhanced",
        f"set yrange [{len(bars) - 0.4}:-0.6]",
        f"set xrange [0:{widest * 1.15}]",
        f"set ytics ({tics}) noenhanced scale 0",
        'set xlabel "instructions"',
        "set border 3",
        "set tics nomirror",
        "set grid xtics",
        "set style fill solid",
        "set key " + ("outside center bottom horizontal" if len(kinds) > 1 else "off"),
        "$bars << END",
        *(f"{row} {max(bar.lengths)} {' '.join(map(str, bar.lengths))}" for row, bar in enumerate(bars) if any(bar.lengths)),
        "END",
        f"plot {', '.join([*boxes, figures])}",
    ]
    return "\n".join(lines) + "\n"


def draw(file: Path, bars: Sequence[Bar], title: str, kinds: Sequence[str]) -> None:
    if not shutil.which("gnuplot"):
        raise Problem("there is no gnuplot to draw with: ./scripts/setup.sh profile installs one")
    done = subprocess.run(["gnuplot", "-"], input=plot(bars, title, kinds), capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout:
        raise Problem(f"gnuplot could not draw:\n{done.stderr}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(done.stdout)
