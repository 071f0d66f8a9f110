# tests/system/conftest.py: what every system test may ask for: a configuration, and machines of it.

import pytest

from harness import CONFIGURATIONS, MARKED, Batch, Machine, Terminal, is_out_of_date


def pytest_addoption(parser):
    parser.addoption(
        "--kernels",
        choices=("first", "marked", "every", *map(str, CONFIGURATIONS)),
        default="marked",
        help="which kernels tests boot: the first only; the first, and more if they are marked so; every one; or this",
    )


def chosen(kernels, definition):
    """The configurations for a test: of those that the command line asks for, the ones in which its subject exists. What
    is not there in the first, and is asked for nowhere else, runs where it is."""
    exists_in, marked = map(definition.get_closest_marker, ("exists_in", "every_configuration"))
    wanted = exists_in.kwargs.items() if exists_in else ()
    possible = [each for each in CONFIGURATIONS if all(getattr(each, name) == value for name, value in wanted)]
    if kernels in ("first", "marked") and not marked:
        return possible[:1]
    asked = {"first": CONFIGURATIONS[:1], "marked": MARKED, "every": CONFIGURATIONS}.get(kernels)
    return [each for each in asked or CONFIGURATIONS if each in possible and (asked or str(each) == kernels)]


def pytest_generate_tests(metafunc):
    if "configuration" in metafunc.fixturenames:
        configurations = chosen(metafunc.config.getoption("kernels"), metafunc.definition)
        elsewhere = [pytest.param(None, marks=pytest.mark.elsewhere)]
        metafunc.parametrize("configuration", configurations or elsewhere, ids=str, scope="module")


def pytest_collection_modifyitems(items):
    """What exists in none of these configurations is not there, rather than skipped."""
    items[:] = [item for item in items if not item.get_closest_marker("elsewhere")]


@pytest.fixture
def machine(configuration):
    """A machine of its own for one test, at the prompt."""
    with Machine(configuration) as machine:
        machine.wait_for_prompt()
        yield machine


@pytest.fixture
def terminal(configuration):
    """`make qemu`, as a student types it."""
    with Terminal("make", "qemu", *configuration.choices) as terminal:
        yield terminal


@pytest.fixture
def batch(configuration):
    """batch("ls /"): a machine that runs one command, and has ended when this comes back."""

    def run(command=None, **named):
        return Batch(configuration, command=command, **named)

    return run


@pytest.fixture(scope="module")
def shared_machines():
    """The machine that the tests of one file share, by configuration."""
    machines = {}
    yield machines
    for machine in machines.values():
        machine.end()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Nobody knows what a failed test has left behind: the next one gets another machine. And perhaps its kernel was not that
    of this tree: a program for Linux, which is always up to date, may even wait for ever for what an older one does not have."""
    report = (yield).get_result()
    if not report.failed:
        return
    if "shell" in getattr(item, "funcargs", {}):
        item.funcargs["shell"].at_prompt = False
    configuration = item.callspec.params.get("configuration") if hasattr(item, "callspec") else None
    if configuration and is_out_of_date(configuration):
        old = f"the kernel is older than what it is made from: make {' '.join(configuration.choices)} all builds it"
        report.sections.append(("An old kernel", old))


@pytest.fixture
def shell(configuration, shared_machines):
    """A machine at its prompt that the tests of a file share: a new one if the last test left it busy."""
    machine = shared_machines.get(configuration)
    if not machine or not machine.at_prompt:
        if machine:
            machine.end()
        machine = shared_machines[configuration] = Machine(configuration)
        machine.wait_for_prompt()
    yield machine
