#!/usr/bin/python3 -B
# tests/fuzz_calls.py: the fuzzer of system calls for as long as one likes, in both modes at once.
"""tests/fuzz_calls.py MINUTES [SEED [debug]]: each run has the next seed, and other harts than the one before.

It stops at the first failure and shows the whole console; the same seed makes the same calls again. With debug the
kernel watches its locks. The last line is `N passed, N failed`."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import long_runs
from harness import Configuration

MODES = ("machine", "supervisor")
HARTS = (4, 1, 2)  # in turn
CALLS = 200_000  # of one run, and so of one boot

failed = threading.Event()


def runs(flavour, mode, seed, end):
    """Run after run in one mode, until the time is over or something has failed in either."""
    passed = []
    while not failed.is_set() and (not passed or time.monotonic() < end):
        harts = HARTS[len(passed) % len(HARTS)]
        command = f"/tests/fuzz_calls {CALLS} {seed + len(passed)}"
        passed.append(long_runs.run(Configuration(flavour, mode, harts), command))
        if not passed[-1]:
            failed.set()
    return passed


def main():
    try:
        minutes, seed = float(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
        if not minutes > 0 or seed < 0:
            raise ValueError
    except (IndexError, ValueError):
        sys.exit("usage: make fuzz [MINUTES=how long] [SEED=the first one] [DEBUG=1]")
    flavour = "debug-class" if "debug" in sys.argv[3:] else "class"
    long_runs.build([Configuration(flavour, mode) for mode in MODES])
    end = time.monotonic() + minutes * 60
    with ThreadPoolExecutor(len(MODES)) as pool:
        futures = [pool.submit(runs, flavour, mode, seed, end) for mode in MODES]
        results = [passed for future in futures for passed in future.result()]
    long_runs.end(results)


if __name__ == "__main__":
    main()
