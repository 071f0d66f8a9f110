#!/usr/bin/python3
# tests/host/run.py: runs the host tests, or the fuzzers, two at a time, and counts what passed.
#
#   run.py tests PROGRAM...
#   run.py fuzzers PROGRAM=RUNS...

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIME_LIMIT = 1200  # seconds for each program
SEEDS = Path("tests/host/seeds")


def run(command):
    """(whether it ended well, its whole output)"""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIME_LIMIT)
        return done.returncode == 0, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        output = (late.stdout or b"").decode(errors="replace")
        return False, f"{output}\n{command[0]} ran for more than {TIME_LIMIT} s\n"


def run_test(program):
    """(passed, failed, what to show): the tests inside one program."""
    report = Path(program + ".json")
    report.unlink(missing_ok=True)
    good, output = run([program, "--gtest_brief=1", f"--gtest_output=json:{report}"])
    if not report.exists():  # it died before its end; how many tests it had is not known
        return 0, 1, f"{program} died\n{output}"
    tests = [test for suite in json.loads(report.read_text())["testsuites"] for test in suite["testsuite"]]
    passed = sum(test["result"] == "COMPLETED" and "failures" not in test for test in tests)
    failed = len(tests) - passed  # a test that was skipped has not passed
    if not good and failed == 0:  # all went well, and then something broke: a leak, for one
        failed = 1
    shown = f"{program}: {passed} passed, {failed} failed"
    return passed, failed, shown if failed == 0 and passed else f"{shown}\n{output}"


def run_fuzzer(program_and_runs):
    """The same for a fuzzer, which is one test: as many inputs as asked for, and no crash."""
    program, runs = program_and_runs.split("=")
    seeds = SEEDS / Path(program).name
    found = Path(program + ".corpus")  # inputs that reach something new are left here; each run starts afresh
    shutil.rmtree(found, ignore_errors=True)
    found.mkdir(parents=True)
    if not seeds.is_dir() or not any(seeds.iterdir()):
        return 0, 1, f"{program}: {seeds} has no inputs to start from"
    good, output = run(
        [program, f"-runs={runs}", "-seed=1", f"-timeout={TIME_LIMIT}", f"-artifact_prefix={program}.", found, seeds]
    )
    if good:
        return 1, 0, f"{program}: {runs} inputs, no crash"
    return 0, 1, f"{program}: crashed\n{output}"


def main():
    kind, programs = sys.argv[1], sys.argv[2:]
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = failed = 0
        for result in pool.map({"tests": run_test, "fuzzers": run_fuzzer}[kind], programs):
            passed, failed = passed + result[0], failed + result[1]
            print(result[2], flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
