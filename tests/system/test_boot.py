# tests/system/test_boot.py: from reset to the prompt, off again, and the end that a bug of the kernel makes.

import re

import pytest

from harness import symbols, without_banner

BYTES = {"K": 2**10, "M": 2**20, "G": 2**30}


@pytest.mark.quick
@pytest.mark.every_configuration
def test_boots_to_a_prompt(machine):
    """[C.1] The kernel says in which mode it runs; the shell answers."""
    assert re.search(rf"^Stile: {machine.configuration.mode} mode", machine.console, re.MULTILINE)
    assert machine.run("echo it works") == (0, "it works\n")


@pytest.mark.quick
@pytest.mark.every_configuration
def test_make_qemu_says_how_to_leave_and_ctrl_a_x_leaves(terminal):
    """[C.1] The first lines of `make qemu` name both ways out. Ctrl-A x is the emulator's."""
    first_lines = without_banner(terminal.expect("stile$ "))
    assert "Ctrl-A x" in first_lines and "poweroff" in first_lines
    assert len(first_lines.splitlines()) <= 15
    terminal.type("\x01x")
    assert terminal.wait_for_end() == 0


@pytest.mark.quick
@pytest.mark.every_configuration
@pytest.mark.parametrize("argument, status", [("", 0), (" 0", 0), (" 3", 3), (" 255", 255)])
def test_poweroff_at_the_prompt(machine, argument, status):
    machine.type(f"poweroff{argument}\r")
    assert machine.wait_for_end() == status


@pytest.mark.parametrize("argument", ["x", "256", "-1", "1 2", "99999999999999999999"])
def test_poweroff_refuses_what_is_no_status(machine, argument):
    status, output = machine.run(f"poweroff {argument}")
    assert status != 0
    assert output.startswith(("poweroff: ", "usage: poweroff"))


def test_leaving_the_shell_starts_another(machine):
    """The machine goes on when somebody types `exit`, or Ctrl-D, in the last shell."""
    machine.type("exit\r")
    machine.wait_for_prompt()
    machine.type("\x04")
    machine.wait_for_prompt()
    assert machine.run("echo still here") == (0, "still here\n")


@pytest.mark.parametrize("memory", ["32M", "64M", "128M", "1G"])
def test_free_shows_the_memory_that_there_is(batch, configuration, memory):
    """All of it but what the kernel with its root file system takes, and the tables for it."""
    done = batch("free", memory=memory).expect_status(0)
    size = int(memory[:-1]) * BYTES[memory[-1]]
    total = int(re.search(r"^total +(\d+)", done.console, re.MULTILINE)[1]) * 1024
    assert total <= size
    assert total >= size * 0.98 - kernel_size(configuration)


def kernel_size(configuration):
    """Bytes of memory up to the kernel's last, those of OpenSBI below it too. Memory starts at 2 GiB, in either mode."""
    return symbols(configuration.kernel)["kernel_end"] % (2 << 30)


def test_too_little_memory_is_said(batch):
    """The kernel itself hardly fits: it must not just fall silent."""
    done = batch("true", memory="8M")
    assert done.status == 0 or "panic" in done.console or "memory" in done.console, done.console


# What the panic says first, by mode, and its guess if it has one: whether the kernel has page tables makes a difference.
CRASHES = {
    "null": ({"machine": "store or atomic access fault", "supervisor": "store or atomic page fault"}, "a null pointer"),
    "ebreak": ("breakpoint", None),
    "ecall": ({"machine": "environment call from machine mode"}, None),  # the supervisor's are calls to OpenSBI
    "assert": ('kassert(strcmp("one thing", "another") == 0) failed in fail_an_assertion', None),
    "text": ({"supervisor": "store or atomic page fault"}, "the kernel's own code was written to"),
    "execute": ({"supervisor": "instruction page fault"}, "a jump into the kernel's data"),
}

CULPRITS = {
    "null": "store_to_null",
    "ebreak": "execute_ebreak",
    "ecall": "call_the_kernel",
    "assert": "fail_an_assertion",
    "text": "store_to_code",
    "execute": "jump_into_data",
}


def crash_words(kind, mode):
    """What the first line of the panic has in it; None if this mode does not notice."""
    words = CRASHES[kind][0]
    return words if isinstance(words, str) else words.get(mode)


@pytest.mark.every_configuration
@pytest.mark.parametrize("kind", CRASHES)
def test_a_panic_explains_itself(batch, configuration, kind):
    """[1.2] The cause in words, a guess, the registers, and who called whom; the emulator ends with 99. An ecall of
    a machine-mode kernel is a bug like the others. What cannot be noticed is told instead."""
    words, guess = crash_words(kind, configuration.mode), CRASHES[kind][1]
    if not words:
        done = batch("echo nothing happened", options=f"crash={kind}").expect_status(0)
        assert f"\ncrash={kind}: nobody notices that in {configuration.mode} mode" in done.console
        assert done.console.endswith("nothing happened\n")
        return
    done = batch(options=f"crash={kind}").expect_status(99)
    report = done.console.partition("kernel panic: ")[2]
    assert report.startswith(words), done.console
    assert not guess or f"\n  probably: {guess}" in report, done.console
    called_from = report.partition("called from, innermost first:\n")[2]
    assert re.search(r"^  0x[0-9a-f]+ kernel_main\+\d+$", called_from, re.MULTILINE), done.console
    assert called_from.count("kernel_main+") == 1
    assert "This is a bug of the kernel" in called_from
    if kind == "assert":
        return
    for register in ("ra", "sp", "tp", "a0", "s11", "t6"):
        assert re.search(rf"\b{register} [0-9a-f]{{16}}\b", report), done.console
    places = symbols(configuration.kernel)
    pc = int(re.search(r"\bpc ([0-9a-f]{16})\b", report)[1], 16)
    assert places["kernel_start"] <= pc < places["data_end" if kind == "execute" else "text_end"], done.console


@pytest.mark.exists_in(flavour="class")
@pytest.mark.every_configuration
@pytest.mark.parametrize("kind", CRASHES)
def test_a_panic_names_the_function_and_its_callers(batch, configuration, kind):
    """Whether that function has a frame of its own or not; and where a jump led out of all functions, who jumped."""
    if not crash_words(kind, configuration.mode):
        return
    names = [CULPRITS[kind], "crash_on_request", "crash_if_asked", "kernel_main", "_start"]
    done = batch(options=f"crash={kind}").expect_status(99)
    assert re.findall(r"^  0x[0-9a-f]+ (\w+)\+\d+$", done.console, re.MULTILINE)[-len(names) :] == names, done.console


@pytest.mark.every_configuration
def test_a_kernel_stack_that_is_full(batch, configuration):
    """Endless recursion: below the stack nothing is mapped, or the next interrupt finds no room for its frame."""
    report = batch(options="crash=stack").expect_status(99).console.partition("kernel panic: ")[2]
    noticed = {"machine": "timer interrupt", "supervisor": "store or atomic page fault"}[configuration.mode]
    assert report.startswith("the kernel stack is full, at 0x"), report
    assert f"---- trap: {noticed}\n" in report, report
    assert ("probably: endless recursion" in report) == (configuration.mode == "supervisor"), report
    assert len(re.findall(r"^  0x[0-9a-f]+ recurse\+", report, re.MULTILINE)) > 20, report
    assert "\n  and so on\nThis is a bug of the kernel" in report, report


def test_an_unknown_crash_is_no_crash(batch):
    assert batch("echo fine", options="crash=nothing").expect_status(0).console.endswith("fine\n")


def test_qemu_finds_no_fault_with_the_guest(batch, tmp_path):
    """Registers that are not there, writes to what can only be read: QEMU would tell."""
    log = tmp_path / "guest_errors"
    batch("ls -l /bin; sleep 0.1; free", more=("-d", "guest_errors", "-D", str(log))).expect_status(0)
    assert log.read_text() == ""
