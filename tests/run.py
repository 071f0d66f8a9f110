#!/usr/bin/python3
# tests/run.py: builds everything, runs the tests, and counts: the last line is `N passed, N failed`.
#
#   tests/run.py quick      what matters most, on the kernel that students use: less than a minute
#   tests/run.py [normal]   everything once, and what may depend on it in both modes, on 1 and 4 harts, in both builds
#   tests/run.py all        everything in every configuration
#
# A line for each stage tells how it went, how long it took, and how many seconds of a processor: these are about the same
# on a machine that has other work, too. build/test/ has all that each one printed.
# What failed is shown. A test that is skipped has not passed; a stage in which no test ran has failed.

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOGS = ROOT / "build" / "test"
SYSTEM = ROOT / "tests" / "system"
TIME_LIMIT = 3600  # seconds for one stage
MACHINES = 2  # at a time: each QEMU fills a processor

sys.path.insert(0, str(SYSTEM))
from harness import CONFIGURATIONS, COUNTS, HARDEST, MARKED  # noqa: E402

# What pytest is told (tests/system/conftest.py) for the first configuration, and for each of the others.
FIRST = {"quick": ["-m", "quick", "--kernels=first"], "normal": ["--kernels=first"], "all": [f"--kernels={CONFIGURATIONS[0]}"]}
OTHERS = {"quick": (), "normal": MARKED[1:], "all": CONFIGURATIONS[1:]}

# The kernels, by the names of their stages: each for any number of harts. And what else tests ask for: what writes the reference, what
# measures the limit, and programs for Linux. Whatever several tests have made must be there before: two that make it at once would
# spoil each other's.
BUILDS = (
    ("build-class", "build/host/generate", "build/limit/limit.elf"),
    ("build-linux", "linux-tests"),
    ("build-supervisor", "MODE=supervisor"),
    ("build-release", "RELEASE=1"),
    ("build-release-supervisor", "RELEASE=1", "MODE=supervisor"),
    ("build-direct", "RELEASE=1", "direct-tests"),
    ("build-direct-supervisor", "RELEASE=1", "MODE=supervisor", "direct-tests"),
    ("build-debug", "DEBUG=1"),
)

# Files of system tests that take long: they begin first, so that none is left over at the end.
LONGEST_FIRST = ("test_user", "test_labs", "test_console", "test_run", "test_gdb", "test_gdb_session", "test_checks")

# What `make test` was given is for the tests, not for the makes that it starts.
CHOICES = "MODE CPUS MEMORY RELEASE DEBUG APPEND P LIBRARY SHUFFLE INTO MAKEFLAGS MFLAGS MAKELEVEL".split()
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in CHOICES}
ENVIRONMENT["PYTHONDONTWRITEBYTECODE"] = "1"

running = set()  # of subprocess.Popen
processor = {}  # seconds of a processor, by the name of the stage


class Result:
    """How a stage went: what passed and failed, and all that it printed."""

    def __init__(self, passed, failed, output):
        self.passed, self.failed, self.output = passed, failed, output


def run(name, command):
    """Runs a command with a time limit: its status, and its output, which is kept in build/test/, too."""
    log = LOGS / f"{name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["timeout", "--kill-after=10", str(TIME_LIMIT), *map(str, command)],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        running.add(process)
        _, ended, usage = os.wait4(process.pid, 0)  # with all that it has started and waited for
        status = process.returncode = os.waitstatus_to_exitcode(ended)
        running.discard(process)
    processor[name] = usage.ru_utime + usage.ru_stime
    output = log.read_text(errors="replace")
    return status, output if status != 124 else output + f"\nit ran for more than {TIME_LIMIT} s\n"


def build(name, *choices, jobs=1):
    """A build passes no test; but if it fails, that is a failure."""
    status, output = run(name, ["make", f"-j{jobs}", *choices, "all"])
    return Result(0, int(status != 0), output)


def counted(name, target):
    """A target of make that counts for itself, in its last line."""
    return last_line(*run(name, ["make", target]))


def last_line(status, output):
    """The result of what counts for itself, in its last line."""
    count = re.fullmatch(r"(\d+) passed, (\d+) failed", (output.splitlines() or [""])[-1])
    passed, failed = (int(count[1]), int(count[2])) if count else (0, 1)
    return Result(passed, failed or int(status != 0 or passed == 0), output)


def system(stage, mode):
    """The tests of one file, in the first configuration or in another one: what pytest reports about each test."""
    file, _, configuration = stage.partition(" ")
    report = LOGS / f"{stage}.xml"
    report.unlink(missing_ok=True)
    options = [f"--kernels={configuration}", "-k", configuration] if configuration else [*FIRST[mode]]
    if configuration and mode == "normal":
        options += ["-m", "every_configuration" + ("" if configuration == str(HARDEST) else " and not long")]
    options.append(f"--junit-xml={report}")
    status, output = run(stage, [sys.executable, "-m", "pytest", "-q", *options, SYSTEM / f"{file}.py"])
    nothing_to_do = status == 5 and (configuration or mode == "quick")
    if nothing_to_do:
        return Result(0, 0, output)
    cases = list(xml.parse(report).iter("testcase")) if report.exists() else []
    passed = sum(all(case.find(fault) is None for fault in ("failure", "error", "skipped")) for case in cases)
    failed = len(cases) - passed
    return Result(passed, failed or int(status != 0 or passed == 0), output)


def every_row(name):
    """What the kernels of all stages before have counted: tests/every_row.py says what is missing."""
    status, output = run(name, [sys.executable, ROOT / "tests" / "every_row.py"])
    return last_line(status, output)


def stages(mode):
    """The names of all stages of system tests: `test_user`, `test_user class-machine-4` and so on."""
    texts = {path.stem: path.read_text() for path in SYSTEM.glob("test_*.py")}
    word = {"quick": "pytest.mark.quick", "normal": "pytest.mark.every_configuration", "all": "def test_"}[mode]
    files = sorted(name for name, text in texts.items() if mode != "quick" or word in text)
    names = files + [f"{name} {each}" for each in OTHERS[mode] for name in files if word in texts[name]]
    place = {name: at for at, name in enumerate(LONGEST_FIRST)}
    return sorted(names, key=lambda name: place.get(name.split()[0], len(place)))


def tell(name, result, seconds):
    verdict = "FAILED" if result.failed else "ok"
    counts = f"{result.passed} passed, {result.failed} failed" if result.passed + result.failed else "built"
    print(f"{name:<36} {verdict:<7} {counts:<28} {seconds:6.1f} s {processor[name]:6.1f} s of a processor", flush=True)
    if result.failed:
        print("".join(f"    {line}\n" for line in result.output.splitlines()), flush=True)


def timed(stage, *arguments, **more):
    start = time.monotonic()
    result = stage(*arguments, **more)
    tell(arguments[0], result, time.monotonic() - start)
    return result


def kernels(mode, others):
    """One after the other, as they share their programs; by both processors once nothing else is done beside them."""
    if mode == "quick":
        return [timed(build, BUILDS[0][0], jobs=2)]
    return [timed(build, *arguments, jobs=MACHINES if others.done() else 1) for arguments in BUILDS]


def on_the_host(mode):
    """What needs no kernel, while the kernels are built on the other processor."""
    return [] if mode == "quick" else [timed(counted, name, name) for name in ("host-test", "fuzz-smoke")]


def all_stages(mode):
    """The results of all stages."""
    with ThreadPoolExecutor(MACHINES) as pool:
        others = pool.submit(on_the_host, mode)
        results = kernels(mode, others)
        if any(result.failed for result in results):
            print("no system test was run: there is no kernel", flush=True)
            return [*results, *others.result(), Result(0, 1, "")]
        results += pool.map(lambda name: timed(system, name, mode), stages(mode))
        results += others.result()
    return results if mode == "quick" else [*results, timed(every_row, "every-row")]


def stop(*_):
    """Ends what this script started, by process id; each `timeout` passes it on to all that runs below it."""
    for process in list(running):
        process.terminate()
    print("interrupted", flush=True)
    os._exit(130)


def main():
    mode = sys.argv[1] if len(sys.argv) == 2 else "normal"
    if len(sys.argv) > 2 or mode not in ("quick", "normal", "all"):
        sys.exit(f"usage: {sys.argv[0]} [quick|normal|all]")
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    ENVIRONMENT["TESTS"] = mode  # some tests try more, if there is time (tests/system/test_power_cuts.py)
    LOGS.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(COUNTS, ignore_errors=True)  # what an earlier run has counted
    start = time.monotonic()
    results = all_stages(mode)
    passed = sum(result.passed for result in results)
    failed = sum(result.failed for result in results)
    minutes, seconds = divmod(int(time.monotonic() - start), 60)
    print(f"{minutes} min {seconds} s, {sum(processor.values()):.0f} s of a processor; what each stage printed is in {LOGS.relative_to(ROOT)}/")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


if __name__ == "__main__":
    main()
