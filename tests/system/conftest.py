# tests/system/conftest.py: what every system test may ask for: a configuration, and machines of it.

import pytest

from harness import CONFIGURATIONS, Batch, Machine, Terminal


def pytest_addoption(parser):
    parser.addoption(
        "--kernels",
        choices=("first", "marked", "every"),
        default="marked",
        help="which kernels tests boot: the first only; every one if they are marked so; or every one",
    )


def pytest_generate_tests(metafunc):
    if "configuration" in metafunc.fixturenames:
        kernels = metafunc.config.getoption("kernels")
        marked = metafunc.definition.get_closest_marker("every_configuration") is not None
        every = kernels == "every" or (kernels == "marked" and marked)
        chosen = CONFIGURATIONS if every else CONFIGURATIONS[:1]
        metafunc.parametrize("configuration", chosen, ids=str, scope="module")


@pytest.fixture
def machine(configuration):
    """A machine of its own for one test, at the prompt."""
    with Machine(configuration) as machine:
        machine.wait_for_prompt()
        yield machine


@pytest.fixture
def terminal():
    """`make qemu`, as a student types it."""
    with Terminal("make", "qemu") as terminal:
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
    """Nobody knows what a failed test has left behind: the next one gets another machine."""
    report = (yield).get_result()
    if report.failed and "shell" in getattr(item, "funcargs", {}):
        item.funcargs["shell"].at_prompt = False


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
