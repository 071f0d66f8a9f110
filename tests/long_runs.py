# tests/long_runs.py: test programs for a long time, one machine after the other: what stress.py and fuzz_calls.py share.

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "system"))
from harness import Batch, make  # noqa: E402
from test_user import verdict  # noqa: E402

TIME_LIMIT = 1200  # seconds for one program


def build(configurations):
    """Builds these kernels, and all programs; ends in failure if that fails."""
    for configuration in configurations:
        built = make(*configuration.choices, "all")
        if built.returncode != 0:
            print(f"{built.stdout}\n0 passed, 1 failed")
            sys.exit(1)


def run(configuration, command):
    """One program on one machine; whether it passed. If not, the whole console is shown."""
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


def end(results):
    """Counts them in the last line, and ends."""
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))
