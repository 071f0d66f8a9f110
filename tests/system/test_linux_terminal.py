# tests/system/test_linux_terminal.py: a program for Linux finds at the console here what it finds at a terminal there.

import pexpect
import pytest

import disks
import linux
from harness import CONSOLE, Console, Machine, plain

# What is typed when the program asks for it: keys that mean something, and lines that are edited.
TYPED = (
    ("type keys\r\n", "a\x03\x1a\x1c\r\n\x7f\x04\x1b[Aq"),
    ("type three\r\n", "123"),
    ("is shown\r\n", "a lone\x7f\x7fine\x15a line\r"),
    ("in two halves\r\n", "six more\r"),
    ("type the end\r\n", "\x04"),
    ("type a secret: ", "hidden\r"),
)


def session(console, type_keys, end):
    """All that the program shows while somebody answers it."""
    shown = ""
    for prompt, keys in TYPED:
        shown += console.expect(prompt) + plain(prompt)
        type_keys(keys)
    return shown + end(console)


class OnLinux(Console):
    """The program at a terminal of this machine."""

    def __init__(self, *command):
        super().__init__(pexpect.spawn(*map(str, command[:1]), [str(word) for word in command[1:]], **CONSOLE))

    def type(self, keys):
        self._child.send(keys)

    def end(self):
        self._child.close(force=True)


@pytest.fixture(scope="module")
def there():
    with OnLinux(linux.emulator(), linux.folder() / "terminal") as console:
        return session(console, console.type, lambda console: console.expect_pattern(pexpect.EOF))


@pytest.mark.every_configuration
def test_the_terminal(there, configuration, tmp_path):
    """[4.7] Settings, size, raw mode with VMIN and VTIME, keys that are only bytes then, lines that are edited, secrets."""
    image = linux.new_disk(configuration, tmp_path, ["terminal"])
    with Machine(configuration, more=disks.on_disk(image)) as machine:
        machine.wait_for_prompt()
        machine.type("/data/terminal\r")
        machine.expect("/data/terminal\r\n")
        here = session(machine, machine.type, lambda machine: machine.wait_for_prompt())
        machine.at_prompt = True
        assert here == there
        assert machine.enter("echo $?") == "5\n"
