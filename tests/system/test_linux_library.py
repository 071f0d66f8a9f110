# tests/system/test_linux_library.py: programs that are linked with a C library for Linux do here what they do there.

import pytest

import disks
import linux

PROGRAMS = tuple(
    "file_locks files folders heap numbers objects processes queued registers running settings signals sockets stdio threads waiting watches".split()
)

# Where the two differ, and why: by program, what comes there, what comes here.
DIFFERENCES = {
    "file_locks": [
        # Linux sets no limit.
        ("taken = 2000", "taken = 1023"),
        ("set(fd, F_SETLK, F_WRLCK, 20000, 1) = 0", "set(fd, F_SETLK, F_WRLCK, 20000, 1): No locks available"),
        ("set(fd, F_SETLK, F_UNLCK, 10003, 1) = 0", "set(fd, F_SETLK, F_UNLCK, 10003, 1): No locks available"),
        ("set(fd, F_SETLK, F_RDLCK, 10004, 1) = 0", "set(fd, F_SETLK, F_RDLCK, 10004, 1): No locks available"),
    ],
    "running": [
        # The emulator's vfork shares no memory, so that the library does not learn why the child could not begin.
        ('posix_spawn(&child, "/none", NULL, NULL, arguments, NULL) == ENOENT = 0', 'posix_spawn(&child, "/none", NULL, NULL, arguments, NULL) == ENOENT = 1'),
    ],
    "signals": [
        # The emulator takes Linux's structure for one that has a restorer, as other processors have it, and reads no mask.
        ("the other is blocked: in 10; handled 12; out 10; ", "the other is blocked: in 10; out 10; handled 12; "),
    ],
    "waiting": [
        # Linux itself looks at the number first.
        ("poll(fds, many, 0): Bad address", "poll(fds, many, 0): Invalid argument"),
    ],
    "queued": [
        # The least number comes first; but the emulator reads no mask (see signals), so that each handler is interrupted by the next.
        ("in order: 2:1 2:2 1:0 1:1 1:2 10:0 ", "in order: 10:0 1:0 1:1 1:2 2:1 2:2 "),
    ],
    "registers": [
        # The emulator believes that SIGKILL and SIGSTOP can be blocked, which Linux never does.
        ("a function: status 3", "a function: status 0"),
    ],
}


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """What each does under qemu-riscv64: its status, and what it prints."""
    place = tmp_path_factory.mktemp("there")
    return {name: linux.on_linux(name, place / name) for name in PROGRAMS}


@pytest.fixture(scope="module")
def here(configuration, tmp_path_factory):
    """The same of all of them here, in one machine."""
    place = tmp_path_factory.mktemp("here")
    image = linux.new_disk(configuration, place, PROGRAMS)
    answers = linux.run_here(configuration, image, place, PROGRAMS)
    disks.expect_clean(image)
    return answers


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.every_configuration
def test_the_same_as_on_linux(here, there, name):
    """[4.7] Every line that a program prints, and its status, but for the differences that are known."""
    status, expected, _ = there[name]
    for on_linux, on_stile in DIFFERENCES.get(name, ()):
        assert expected.count(on_linux + "\n") == 1, f"no such difference any more: {on_linux}"
        expected = expected.replace(on_linux + "\n", on_stile + "\n")
    assert here[name][1] == expected
    assert here[name][0] == status
