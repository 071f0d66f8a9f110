# tests/system/test_bench_wall.py: `make bench-wall`: ratios of times, told and never judged.

import re
import subprocess

import pytest

from harness import PROGRAM_LIMIT, ROOT, clean_environment, make

ROWS = ["ecall and back", "ecall, 31 registers", "null call", "pipe: write", "pipe: there", "open", "first touch", "fork, exit", "fork, exec"]


def bench(*arguments, **environment):
    return subprocess.run(
        ["timeout", str(PROGRAM_LIMIT), ROOT / "scripts" / "bench_wall.py", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=clean_environment(**environment),
    )


@pytest.fixture(scope="module", autouse=True)
def limit():
    built = make("build/limit/limit.elf")
    assert built.returncode == 0, built.stdout


def rows(output):
    return [re.split(r"  +", line) for line in output.splitlines()[4:]]


def test_times_are_told():
    """Which they are is up to the host; but there is one for each work in each mode, and the unit is one unit."""
    done = bench("--rounds", "1")
    assert done.returncode == 0, done.stdout
    told = rows(done.stdout)
    assert [name for name, row in zip(ROWS, told) if row[0].startswith(name)] == ROWS and len(told) == len(ROWS)
    assert told[1][1] == "1.00"
    assert all(float(time) > 0 for row in told for time in row[1 : 2 if row[0].startswith("ecall") else 3])


# A machine in which everything takes as long as is told here: by the file that it boots, the lines of its console. It
# gets slower all the time, by SLOWER percent of the first round's time in each half of a round.
PRETENDED = """#!/bin/sh
echo x >>"$LOG"
n=$(wc -l <"$LOG")
for word; do
    case $word in
    file:*) console=${word#file:} ;;
    *limit.elf) works="bare minimal ecall:40 bare 31-register ecall:100" n=$((n + 1)) ;;
    *machine/kernel.elf) works="null:110 pingpong:3000" ;;
    *supervisor/kernel.elf) works="null:130 pingpong:2000" ;;
    esac
done
n=$((100 + SLOWER * (n / 2 - 1)))
echo "$works" | sed 's/\\([0-9]\\) /\\1\\n/g' | while IFS=: read -r what time; do
    for try in 1000000 $((time * n / 100)) 2000000; do echo "$what: $try ns"; done
done >"$console"
"""


def bench_of_pretended(folder, slower, *arguments):
    (folder / "qemu").write_text(PRETENDED)
    (folder / "qemu").chmod(0o755)
    return bench(*arguments, QEMU=folder / "qemu", LOG=folder / "log", SLOWER=slower)


@pytest.mark.parametrize("rounds", ["1", "3"])
def test_what_is_told_of_times(tmp_path, rounds):
    """The least of all tries, and medians of rounds, in units of the same round; a goal that is missed is said to be, and that is all."""
    done = bench_of_pretended(tmp_path, 100, "--markdown", "--rounds", rounds)
    assert done.returncode == 0, done.stdout
    told = {row.split(" | ")[0]: row for row in done.stdout.splitlines()}
    assert told["| ecall and back, nothing else"].startswith("| ecall and back, nothing else | 0.40 |  |  |")
    assert told["| null call (getpid)"].startswith("| null call (getpid) |  | 1.10 | 1.30 | 1.2 | reached | 54 to 85 |")
    assert told["| pipe: there and back"].startswith("| pipe: there and back |  | 30.00 | 20.00 | 29.4 | not reached |")
    assert f"rounds: {rounds}\n" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--markdown"]], ids=" ".join)
@pytest.mark.parametrize("slower, longest, is_busy", [(20, 120, False), (21, 121, True)])
def test_a_busy_host_is_told_of(tmp_path, slower, longest, is_busy, arguments):
    """In one round the unit is timed twice; its spread is shown, and one of more than a fifth with a warning."""
    done = bench_of_pretended(tmp_path, slower, "--rounds", "1", *arguments)
    assert f"The unit took from 100 to {longest} ns" in done.stdout
    assert ("differ by more than 20 %: the host was busy" in done.stdout) == is_busy
    assert "null call (getpid)" in done.stdout


def test_a_program_that_times_nothing(tmp_path):
    (tmp_path / "qemu").write_text("#!/bin/sh\n")
    (tmp_path / "qemu").chmod(0o755)
    done = bench(QEMU=tmp_path / "qemu")
    assert done.returncode == 1 and "without it there is no unit" in done.stdout and "Traceback" not in done.stdout


@pytest.mark.parametrize("arguments", [["foo"], ["class", "release"], ["--rounds"], ["--rounds", "0"], ["--rounds", "x"], ["machine"]])
def test_wrong_arguments(arguments):
    done = bench(*arguments)
    assert done.returncode == 1 and done.stdout.startswith("bench-wall: usage: ")


def test_no_qemu():
    done = bench("release", QEMU="/nowhere/qemu")
    assert done.returncode == 1 and done.stdout.startswith("bench-wall: there is no /nowhere/qemu: ")
