# tests/system/test_direct.py: programs that are linked with the kernel: no trap, the same output, and what is not there.

import os
import re
import subprocess
import sys

import pytest

import test_user
from harness import LIFETIME, ROOT, TIME_LIMIT, Configuration, Machine, clean_environment, make, plain, qemu_command, without_banner

sys.path.insert(0, str(ROOT / "scripts"))
import call_table  # noqa: E402
import trap_or_call  # noqa: E402
from measuring.machine import MODES, first_line  # noqa: E402

LESSONS = ("hello", "levels/write", "levels/print")
RULE = (ROOT / "kernel/direct/direct.mk").read_text().replace("\\\n", " ")
NEED_A_TRAP = {program: what for what, names in re.findall(r"^NEEDS_(\w+) := (.*)$", RULE, re.MULTILINE) for program in names.split()}
WITHOUT_A_TRAP = sorted(set(test_user.PROGRAMS) - set(NEED_A_TRAP))
IN_BOTH_MODES = re.search(r"^DIRECT_TESTS_supervisor := \$\(addprefix tests/,(.*)\)$", RULE, re.MULTILINE)[1].split()
EVERYTHING = os.environ.get("TESTS") == "all"
CONFIGURATIONS = [Configuration("release", mode) for mode in MODES]
FAILED = re.compile(r"^make: \*\*\* \[.*\] Error (\d+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def kernels():
    """Both kernels of the release build, with which programs are linked; make finds them built in `make test`."""
    for configuration in CONFIGURATIONS:
        built = make(*configuration.choices, "direct-tests")
        assert built.returncode == 0, built.stdout
    return dict(zip(MODES, CONFIGURATIONS))


@pytest.fixture(params=MODES)
def release(kernels, request):
    return kernels[request.param]


def direct(configuration, program):
    return ROOT / "build" / configuration.flavour / configuration.mode / "direct" / program / "kernel.elf"


def run(configuration, command, kernel=None):
    """What the machine prints, and its status: under the trap, or linked with this kernel."""
    machine = qemu_command(configuration, command=command, kernel=kernel)
    done = subprocess.run(machine, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return plain(without_banner(done.stdout)), done.returncode


def run_direct(configuration, program, *arguments):
    return run(configuration, " ".join([f"/{program}", *arguments]), direct(configuration, program))


@pytest.mark.parametrize("program", LESSONS)
def test_the_same_output(release, program):
    """[4.1] [0.3] The same source, under the trap and without: the same bytes, the same status."""
    trapped = run(release, f"/lessons/{program}")
    assert run_direct(release, f"lessons/{program}") == trapped
    assert trapped[1] == 0 and len(trapped[0].splitlines()) == 2, trapped


IN_MODES = [(mode, name) for mode in MODES for name in WITHOUT_A_TRAP if mode == MODES[0] or EVERYTHING or name in IN_BOTH_MODES]


@pytest.mark.parametrize("mode, program", IN_MODES)
def test_test_programs(kernels, mode, program):
    """[4.1] [0.3] Every test program passes without a trap, but for those of which direct.mk says what they need. Whoever writes
    one that makes calls which are not there is told by the linker, and here, to say so there."""
    missed = re.findall(r" U absent_(\w+)", tool("nm", "-C", "-u", object_of(f"tests/{program}")))
    assert not missed, f"kernel/direct/direct.mk should say that tests/{program} needs {missed}"
    output, status = run_direct(kernels[mode], f"tests/{program}")
    wrong = test_user.verdict(status, output)
    assert not wrong, "\n".join([*wrong, output])


def test_who_needs_a_trap():
    """[4.1] Only programs that are there are said to need a trap, each once; others are more than a few."""
    listed = re.findall(r"^NEEDS_\w+ := (.*)$", RULE, re.MULTILINE)
    names = [name for names in listed for name in names.split()]
    assert sorted(names) == sorted(NEED_A_TRAP) and set(names) <= set(test_user.PROGRAMS)
    assert len(WITHOUT_A_TRAP) >= 25 and set(IN_BOTH_MODES) < set(WITHOUT_A_TRAP)


if EVERYTHING:  # as it compiles all of them anew

    def test_they_do_need_a_trap():
        """[4.1] What is said of each is true: it has the instruction, or the linker misses that name."""
        for program in NEED_A_TRAP:  # what was linked before is not linked again
            object_of(f"tests/{program}").unlink(missing_ok=True)
        programs = " ".join(f"tests/{name}" for name in NEED_A_TRAP)
        output = make("RELEASE=1", "-k", "-j2", "direct-programs", f"APP={programs}", time_limit=LIFETIME).stdout
        said = dict(re.findall(r"user/tests/(\w+) refers to calls that answer ENOSYS without a trap: (.*)", output))
        said |= dict.fromkeys(re.findall(r"^user/tests/(\w+) makes calls by ecall", output, re.MULTILINE), "ecall")
        for program, what in NEED_A_TRAP.items():
            missed = said.get(program) or tool("nm", "-u", object_of(f"tests/{program}"))
            assert what in missed.split(), f"{program} can do without {what}\n{output}"


def tool(name, *arguments):
    prefix = first_line(ROOT / "scripts" / "doctor.sh", "--cross")
    done = subprocess.run([prefix + name, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def object_of(program):
    return ROOT / "build" / "release" / "direct" / "user" / program / "program.o"


def test_no_trap_and_no_dispatch(kernels):
    """[4.1] [4.5] The program's part has no ecall; what it leaves open are handlers alone; a call is one function call."""
    object_file = object_of("bench/trap_or_call")
    code = tool("objdump", "-dr", "--no-show-raw-insn", object_file)
    assert "ecall" not in code and len(code) > 1000
    undefined = set(re.findall(r"^ +U (\S+)$", tool("nm", "-u", object_file), re.MULTILINE))
    referred = set(re.findall(r"^[0-9a-f]+ R_RISCV_\w+ +(\w+)", tool("objdump", "-r", object_file), re.MULTILINE))
    undefined &= referred  # a name that nothing refers to any more
    arrays = re.compile(r"__(preinit|init|fini)_array_(start|end)")
    assert undefined and all("sys_" in name or arrays.fullmatch(name) for name in undefined), undefined
    assert code.count("R_RISCV_CALL_PLT\t_Z10sys_getpidv") == 1  # by its name, and so by nothing else
    under_trap = tool("objdump", "-d", ROOT / "build" / "release" / "user" / "bench" / "trap_or_call.elf")
    assert "ecall" in under_trap


def test_a_number_that_is_known_later(kernels):
    """[4.5] syscall(number, ...) goes through a switch, and only who uses it has that."""
    names = {program: tool("nm", "-C", object_of(program)) for program in ("tests/unknown_calls", "lessons/hello")}
    assert "sys::call_by_number" in names["tests/unknown_calls"]
    assert "sys::call_by_number" not in names["lessons/hello"]


def test_the_table_tells_what_is_measured(kernels):
    """[4.9] [4.1] Of trap_or_call.md: instructions, but for a tenth and two. The call of nothing takes ten at most."""
    document = trap_or_call.DOCUMENT.read_text()
    counted = trap_or_call.counted()
    for (name, mode), now in counted.items():
        row = re.search(rf"^\| {re.escape(trap_or_call.ROWS[name])} \|(.*)\|$", document, re.MULTILINE)
        assert row, name
        cells = [int(cell.replace(",", "")) for cell in row[1].split("|")[: 2 * len(MODES)]]
        told = cells[MODES.index(mode)], cells[len(MODES) + MODES.index(mode)]
        assert all(abs(a - b) <= a / 10 + 2 for a, b in zip(told, now)), (name, mode, told, now)
        assert now[1] < now[0]
    assert counted["way: getpid", "machine"][1] <= 10


def stubs(kernel):
    """The handlers that are not there, so that a stub answers."""
    return set(re.findall(r" [wW] sys_(\w+)\(", tool("nm", "-C", kernel)))


def test_every_handler_that_needs_no_trap(release):
    """[4.1] A row has a handler here if it has one under the trap, unless it says that it needs a trap."""
    missing = stubs(direct(release, "lessons/hello")) - stubs(release.kernel)
    needing = {row.name for row in call_table.rows() if "trapped" in row.flags}
    assert missing and missing <= needing, missing - needing


def make_direct(program, *more):
    """make run-direct: its status, or that of the machine, and what was said."""
    done = make("RELEASE=1", "run-direct", f"APP={program}", *more, environment=clean_environment(), time_limit=2 * TIME_LIMIT)
    error = FAILED.search(done.stdout)
    return int(error[1]) if error else done.returncode, done.stdout


def test_arguments_and_status(kernels):
    """[4.1] P= has the arguments; what main returns comes out."""
    assert make_direct("echo", "P=one  two")[1].endswith("one two\n")
    assert make_direct("bin/false")[0] == 1
    status, output = make_direct("/bin/cat", "P=/none")
    assert status == 1 and "\ncat: /none: No such file or directory\n" in output, output


def test_a_program_that_needs_a_trap(kernels):
    """[4.1] The linker says what will be missing; the program is told ENOSYS."""
    object_of("bin/time").unlink(missing_ok=True)  # what was linked before is not linked again
    status, output = make_direct("bin/time", "P=true")
    assert "user/bin/time refers to calls that answer ENOSYS without a trap: " in output and " fork" in output
    assert "time: fork: Function not implemented" in output and status != 0, output
    status, output = make_direct("levels/trap")
    assert status != 0 and "user/lessons/levels/trap makes calls by ecall" in output, output


@pytest.mark.parametrize("program, line, key, status", [("lessons/spin", "", "\x03", 128 + 2), ("bin/cat", "a line\r", "\x1c", 128 + 3)])
@pytest.mark.parametrize("mode, cpus", [("machine", 4), ("supervisor", 1)])
def test_keys_that_end_it(kernels, mode, cpus, program, line, key, status):
    """[4.1] Ctrl-C, and Ctrl-backslash, whether it waits or not. Ctrl-Z leaves it alone: it still answers."""
    configuration = Configuration("release", mode, cpus)
    with Machine(configuration, kernel=direct(configuration, program), command=f"/{program}") as machine:
        machine.expect("Stile: ")
        there = None
        while there is None:  # Ctrl-T is answered once the program is there
            machine.type("\x14")
            there = machine.expect(f"[{program.split('/')[1]} (pid 1) ", within=2)
        machine.type("\x1a" + line)
        machine.expect("^Z\r\n" + 2 * line.replace("\r", "\r\n"))
        machine.type(key)
        assert machine.wait_for_end() == status


def test_a_fault_is_the_kernels(kernels):
    """[4.1] It names the program's function, and the status tells."""
    status, output = make_direct("tests/faulty", "P=null-read")
    assert status != 0 and "kernel panic: " in output, output
    assert "null_read" in output, output


WRONG = {
    "APP=no-such-program": "APP=no-such-program: there is no such program",
    "APP=": "usage: make qemu-direct APP=hello",
    "APP=hello true": "APP=hello true: one program at a time",
    "APP=hel%": "APP=hel%: there is no such program",
}


@pytest.mark.parametrize("choice", WRONG)
def test_wrong_programs(choice):
    """[4.1] Nothing is built for them."""
    done = make("run-direct", choice)
    assert done.returncode != 0 and WRONG[choice] in done.stdout, done.stdout
