# scripts/measuring/plot.py: draws figures as SVG, with gnuplot: the same figures make the same file.

import shutil
import subprocess
from dataclasses import dataclass

from measuring.machine import Problem

COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8a5a9e")

STYLE = """
set terminal svg size 720,400 font "sans-serif,13" background "white"
set encoding utf8
set border 3 linecolor "#666666"
set tics nomirror textcolor "#333333"
set grid linecolor "#dddddd" linetype 1
set key outside top left horizontal Left reverse
set style data linespoints
set style fill solid border -1
"""


@dataclass(frozen=True)
class Line:
    """What a work costs at each of some points: {how many: instructions}."""

    title: str
    points: dict


def quoted(text):
    """As gnuplot reads it literally."""
    return "'" + text.replace("'", "''") + "'"


def gnuplot(script):
    """The picture that a script draws."""
    if not shutil.which("gnuplot"):
        raise Problem("there is no gnuplot, which draws the pictures: ./scripts/setup.sh performance installs it")
    done = subprocess.run(["gnuplot"], input=STYLE + script, capture_output=True, text=True)
    if done.returncode != 0 or done.stderr:
        raise Problem(f"gnuplot failed:\n{done.stderr}")
    return done.stdout


def data_block(name, rows):
    return f"${name} << END\n" + "".join(" ".join(map(str, row)) + "\n" for row in rows) + "END\n"


def lines(across, drawn, logarithmic=""):
    """A curve for each line, over what stands below the picture. With both scales logarithmic ("xy") a straight line
    that rises by one step for each step to the right is a cost that grows in proportion."""
    script = f"set xlabel {quoted(across)}\nset ylabel 'instructions'\nset format '%.0s%c'\n"
    if logarithmic:
        script += f"set logscale {logarithmic}\n"
    if "y" not in logarithmic:
        script += "set yrange [0:*]\nset format y '%.1s%c'\n"
    curves = []
    for number, line in enumerate(drawn):
        script += data_block(f"line{number}", line.points.items())
        marks = f"linewidth 2 pointtype {5 + 2 * number} pointsize 0.7 linecolor rgb '{COLOURS[number]}'"
        curves.append(f"$line{number} title {quoted(line.title)} {marks}")
    return gnuplot(script + "plot " + ", ".join(curves) + "\n")


def bars(names, series):
    """For each name a bar of each series: {title: [figure or None for each name]}, on a logarithmic scale."""
    rows = [[f'"{name}"', *(figures[at] or "?" for figures in series.values())] for at, name in enumerate(names)]
    script = (
        "set style data histograms\nset style histogram clustered gap 1.5\nset boxwidth 0.9\nset logscale y\n"
        "set yrange [50:*]\nset format y '%.0s%c'\nset ylabel 'instructions'\nset xtics rotate by -25\n"
        "set datafile missing '?'\n" + data_block("bars", rows)
    )
    curves = []
    for number, title in enumerate(series):
        names_too = ":xtic(1)" if number == 0 else ""
        colour = f"linecolor rgb '{COLOURS[number]}'"
        curves.append(f"$bars using {number + 2}{names_too} title {quoted(title)} {colour}")
    return gnuplot(script + "plot " + ", ".join(curves) + "\n")
