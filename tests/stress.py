#!/usr/bin/python3 -B
# tests/stress.py: the stress programs for a long time, on 4 harts in both modes: the last line is `N passed, N failed`.
"""tests/stress.py [REPEAT]: each time with other seeds, which are the same whenever this is run."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "system"))
from harness import Batch, Configuration, make  # noqa: E402
from test_user import PROGRAMS, verdict  # noqa: E402

KERNELS = [Configuration(mode=mode, cpus=4) for mode in ("machine", "supervisor")]
ROUNDS = 10  # of each kind, a seed for each: user/tests/stress.h
MACHINES = 2  # at a time
TIME_LIMIT = 1200  # seconds for one program


def run(work):
    """One program on one machine; whether it passed."""
    configuration, program, turn = work
    command = f"/tests/{program} {ROUNDS} {1 + turn * ROUNDS}"
    start = time.monotonic()
    try:
        done = Batch(configuration, command=command, time_limit=TIME_LIMIT)
        wrong, console = verdict(done.status, done.console), done.console
    except AssertionError as problem:
        wrong, console = ["it did not end"], str(problem)
    print(f"{configuration} {command:<32} {'FAILED' if wrong else 'ok':<7} {time.monotonic() - start:6.1f} s", flush=True)
    if wrong:
        print("".join(f"    {line}\n" for line in [*wrong, "the console:", *console.splitlines()]), flush=True)
    return not wrong


def main():
    try:
        repeat = int(*sys.argv[1:] or "1")
    except (TypeError, ValueError):
        repeat = 0
    if repeat < 1:
        sys.exit("usage: make stress [REPEAT=how often]")
    for configuration in KERNELS:
        built = make(*configuration.choices, "all")
        if built.returncode != 0:
            print(f"{built.stdout}\n0 passed, 1 failed")
            sys.exit(1)
    programs = [name for name in PROGRAMS if name.startswith("stress_")]
    works = [(each, program, turn) for turn in range(repeat) for program in programs for each in KERNELS]
    with ThreadPoolExecutor(MACHINES) as pool:
        results = list(pool.map(run, works))
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
