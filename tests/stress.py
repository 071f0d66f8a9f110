#!/usr/bin/python3 -B
# tests/stress.py: the stress programs for a long time, on 4 harts in both modes: the last line is `N passed, N failed`.
"""tests/stress.py [REPEAT]: each time with other seeds, which are the same whenever this is run."""

import sys
from concurrent.futures import ThreadPoolExecutor

import long_runs
from harness import Configuration
from test_user import PROGRAMS

KERNELS = [Configuration(mode=mode, cpus=4) for mode in ("machine", "supervisor")]
ROUNDS = 10  # of each kind, a seed for each: user/tests/stress.h
MACHINES = 2  # at a time


def run(work):
    """One program on one machine; whether it passed."""
    configuration, program, turn = work
    return long_runs.run(configuration, f"/tests/{program} {ROUNDS} {1 + turn * ROUNDS}")


def main():
    try:
        repeat = int(*sys.argv[1:] or "1")
    except (TypeError, ValueError):
        repeat = 0
    if repeat < 1:
        sys.exit("usage: make stress [REPEAT=how often]")
    long_runs.build(KERNELS)
    programs = [name for name in PROGRAMS if name.startswith("stress_")]
    works = [(each, program, turn) for turn in range(repeat) for program in programs for each in KERNELS]
    with ThreadPoolExecutor(MACHINES) as pool:
        results = list(pool.map(run, works))
    long_runs.end(results)


if __name__ == "__main__":
    main()
