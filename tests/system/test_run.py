# tests/system/test_run.py: `make run` and `make qemu`: quotes, statuses, and wrong arguments.

import os
import re
import stat

import pytest

from harness import clean_environment, make

FAILED = 2  # make's own status when a recipe fails; it prints the recipe's


def run(command, **more):
    """make run P=command: the status of the recipe, and what the console showed."""
    done = make("run", f"P={command}", **more)
    error = re.search(r"^make: \*\*\* \[.*\] Error (\d+)$", done.stdout, re.MULTILINE)
    assert done.returncode == (FAILED if error else 0), done.stdout
    return int(error[1]) if error else 0, done.stdout


@pytest.mark.quick
def test_the_status_comes_out():
    status, output = run("exit 7")
    assert status == 7, output


# What stands in P goes to the shell of Stile as it is, and nothing on the way touches it.
COMMANDS = {
    "true": (0, ""),
    "false": (1, ""),
    "exit 0": (0, ""),
    "exit 255": (255, ""),
    "exit 256": (0, ""),
    "echo 'single quotes' \"and double ones\"": (0, "single quotes and double ones\n"),
    "echo it\\'s; echo \"it's\"": (0, "it's\nit's\n"),
    "echo one | cat | wc -l": (0, "1\n"),
    "false; echo $? $((6 * 7))": (0, "1 42\n"),
    "x=3; echo ${x}4 $x; exit $x": (3, "34 3\n"),
    "echo 你好，世界 – naïve 🙂": (0, "你好，世界 – naïve 🙂\n"),
    "echo a -- b": (0, "a -- b\n"),
    "echo crash=null log=all": (0, "crash=null log=all\n"),
    "echo '  two  blanks  '": (0, "  two  blanks  \n"),
    "echo `echo back` $(echo quotes)": (0, "back quotes\n"),
    "echo a,b,,c=d": (0, "a,b,,c=d\n"),
    "echo '#no comment' # a comment": (0, "#no comment\n"),
    "no-such-program": (127, "no-such-program"),
    "/bin": (126, "/bin"),
    "kill -9 $$": (128 + 9, ""),
    "sh -c 'kill -15 $$'": (128 + 15, ""),
    "/tests/faulty null-read": (128 + 11, "null pointer"),
    "/tests/faulty illegal": (128 + 4, "SIGILL"),
    "poweroff 5": (5, ""),
    "echo before; poweroff 6; echo after": (6, "before\n"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command):
    expected_status, expected_output = COMMANDS[command]
    status, output = run(command)
    assert status == expected_status, output
    assert expected_output in output
    assert "after" not in output.replace(command, "")


@pytest.mark.parametrize("length", [900, 2000, 4000])
def test_a_long_command_is_not_cut_off(length):
    """It runs whole, or it is refused with words; what must not happen is that a part of it runs."""
    status, output = run("echo start; echo " + "a" * length + "; exit 33")
    if status == 33:
        assert "a" * length + "\n" in output
    else:
        assert "start" not in output.splitlines() and "too long" in output


@pytest.mark.parametrize("command", [None, "", "   "])
def test_without_a_command(command):
    done = make("run") if command is None else make("run", f"P={command}")
    assert done.returncode == FAILED
    assert "usage: make run P='" in done.stdout
    assert "Stile:" not in done.stdout, "it booted nevertheless"


WRONG = {
    "MODE=hypervisor": "MODE=hypervisor",
    "MODE=": "MODE",
    "MODE=machine supervisor": "MODE=machine supervisor",
    "CPUS=0": "CPUS=0",
    "CPUS=-1": "CPUS=-1",
    "CPUS=two": "CPUS=two",
    "CPUS=": "CPUS",
    "CPUS=1000": "CPUS=1000",
    "CPUS=1; echo gotcha": "CPUS",
    "MEMORY=plenty": "plenty",
    "DEBUG=0": "DEBUG=0",
    "RELEASE=no": "RELEASE=no",
}


@pytest.mark.parametrize("choice", WRONG)
def test_a_choice_that_there_is_not(choice):
    """One clear line, and nothing runs."""
    done = make("run", "P=true", choice)
    assert done.returncode != 0, done.stdout
    assert WRONG[choice] in done.stdout
    assert "gotcha" not in done.stdout.splitlines()
    assert "Stile:" not in done.stdout
    assert len(done.stdout.splitlines()) <= 4, done.stdout


@pytest.fixture
def with_qemu(tmp_path):
    """An environment in which another QEMU comes first on PATH, or none is there."""

    def environment(said):
        if said is None:
            return clean_environment(QEMU=tmp_path / "none")
        fake = tmp_path / "qemu-system-riscv64"
        fake.write_text(f"#!/bin/sh\necho '{said}'\n")
        fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
        return clean_environment(PATH=f"{tmp_path}:{os.environ['PATH']}")

    return environment


@pytest.mark.parametrize(
    "said, complaint",
    [
        ("QEMU emulator version 6.2.0 (Debian)", "doctor: QEMU 6.2 is too old. Fix: "),
        ("what?", "does not tell a version. Fix: "),
        (None, "doctor: no "),
    ],
)
def test_a_qemu_that_will_not_do(with_qemu, said, complaint):
    """The first thing that one sees is what is wrong, and what to do."""
    done = make("qemu", environment=with_qemu(said))
    assert done.returncode == FAILED, done.stdout
    assert complaint in done.stdout
    assert len(done.stdout.splitlines()) <= 4, done.stdout
