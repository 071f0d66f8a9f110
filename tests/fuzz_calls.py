#!/usr/bin/python3 -B
# tests/fuzz_calls.py: the fuzzer of system calls for as long as one likes, in both modes at once.
"""tests/fuzz_calls.py MINUTES [SEED [debug]]: each run has the next seed, and other harts than the one before.

It stops at the first failure and shows the whole console; the same seed makes the same calls again. With debug the
kernel watches its locks. The last line is `N passed, N failed`."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "system"))
from harness import Batch, Configuration, make  # noqa: E402
from test_user import verdict  # noqa: E402

MODES = ("machine", "supervisor")
HARTS = (4, 1, 2)  # in turn
CALLS = 200_000  # of one run, and so of one boot
TIME_LIMIT = 1200  # seconds for one run

failed = threading.Event()


def run(configuration, seed):
    """One run on one machine; whether it passed."""
    command = f"/tests/fuzz_calls {CALLS} {seed}"
    start = time.monotonic()
    try:
        done = Batch(configuration, command=command, time_limit=TIME_LIMIT)
        wrong, console = verdict(done.status, done.console), done.console
    except AssertionError as problem:
        wrong, console = ["it did not end"], str(problem)
    print(f"{configuration} {command:<32} {'FAILED' if wrong else 'ok':<7} {time.monotonic() - start:6.1f} s", flush=True)
    if wrong:
        failed.set()
        print("".join(f"    {line}\n" for line in [*wrong, "the console:", *console.splitlines()]), flush=True)
    return not wrong


def runs(flavour, mode, seed, end):
    """Run after run in one mode, until the time is over or something has failed in either."""
    passed = []
    while not failed.is_set() and (not passed or time.monotonic() < end):
        harts = HARTS[len(passed) % len(HARTS)]
        passed.append(run(Configuration(flavour, mode, harts), seed + len(passed)))
    return passed


def main():
    try:
        minutes, seed = float(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
    except (IndexError, ValueError):
        sys.exit("usage: make fuzz [MINUTES=how long] [SEED=the first one] [DEBUG=1]")
    flavour = "debug-class" if "debug" in sys.argv[3:] else "class"
    for mode in MODES:
        built = make(*Configuration(flavour, mode).choices, "all")
        if built.returncode != 0:
            print(f"{built.stdout}\n0 passed, 1 failed")
            sys.exit(1)
    end = time.monotonic() + minutes * 60
    with ThreadPoolExecutor(len(MODES)) as pool:
        futures = [pool.submit(runs, flavour, mode, seed, end) for mode in MODES]
        results = [passed for future in futures for passed in future.result()]
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
