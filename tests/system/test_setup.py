# tests/system/test_setup.py: scripts/setup.sh installs what is missing and nothing else, on made-up machines.

import os
import shutil
import subprocess

import pytest
from harness import TIME_LIMIT, clean_environment
from test_doctor import DOCTOR, GOOD_TOOLS, Machine

pytestmark = pytest.mark.quick
SETUP = DOCTOR.with_name("setup.sh")
APT_INSTALL = (
    "env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends"
)

# Package managers write down how they are called, and then bring the tools that the test keeps aside in new/.
MANAGER = """
echo "${0##*/} $*" >>"$LOG"
case "$*" in *update*) exit ${UPDATE_STATUS:-0} ;; esac
[ "${INSTALL_STATUS:-0}" = 0 ] || exit "$INSTALL_STATUS"
for tool in "$NEW"/*; do [ ! -e "$tool" ] || mv "$tool" "${0%/*}"; done
"""
LOGGED = 'echo "${0##*/} $*" >>"$LOG"\n'


class Computer(Machine):
    """A machine with everything, the scripts, a package manager, sudo and a user; it notes what was run."""

    def __init__(self, folder):
        super().__init__(folder)
        self.tree, self.new, self.log = folder / "tree", folder / "new", folder / "log"
        (self.tree / "scripts").mkdir(parents=True)
        self.new.mkdir()
        self.log.touch()
        self.release = folder / "os-release"
        self.release.write_text('ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
        self.environment |= {"LOG": self.log, "NEW": self.new, "OS_RELEASE": self.release}
        shutil.copy(SETUP, self.tree / "scripts")
        shutil.copy(DOCTOR, self.tree / "scripts")
        for name in ("dirname", "env", "mv", "true"):
            (self.bin / name).symlink_to(f"/usr/bin/{name}")
        for name in ("apt-get", "dnf", "pacman", "brew"):
            self.put(name, MANAGER)
        self.put("make", LOGGED)
        self.put("uname", 'echo "${SYSTEM:-Linux}"')
        self.put("id", 'echo "${USER_ID:-0}"')
        self.put("sudo", LOGGED + '[ "$1 ${PASSWORDLESS:-no}" = "-n yes" ] || exit 1\nshift\nexec "$@"')

    def lack(self, *tools):
        """These tools are not there until something is installed."""
        for tool in tools:
            (self.bin / tool).rename(self.new / tool)

    def setup(self, *arguments, **variables):
        return subprocess.run(
            [self.tree / "scripts/setup.sh", *arguments],
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
        )

    def ran(self):
        return self.log.read_text().splitlines()


@pytest.fixture
def computer(tmp_path):
    return Computer(tmp_path)


def test_nothing_missing_asks_nobody(computer):
    done = computer.setup("test", USER_ID="1000")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert computer.ran() == ["make test"]


def test_variables_and_several_targets_go_to_make(computer):
    assert computer.setup("run", "P=ls /", "RELEASE=1").returncode == 0
    assert computer.setup("kernel", "build/root.img").returncode == 0
    assert computer.ran() == ["make run P=ls / RELEASE=1", "make kernel build/root.img"]


def test_the_status_of_make_is_the_status(computer):
    computer.put("make", "exit 7")
    assert computer.setup("qemu").returncode == 7


def test_root_installs_what_is_missing(computer):
    computer.lack("gdb-multiarch", "clang++", "g++")  # without g++ two are missing: itself and GoogleTest
    assert computer.setup("test").returncode == 0
    packages = "gdb-multiarch g++ libc6-dev libgtest-dev clang libclang-rt-dev"
    install = APT_INSTALL.removeprefix("env DEBIAN_FRONTEND=noninteractive ")
    assert computer.ran() == ["apt-get update", f"{install} {packages}", "make test"]


def test_a_package_is_named_once(computer):
    computer.lack("python")
    assert computer.setup("test", USER_ID="1000").stderr.count(" python3 ") == 1


def test_sudo_without_a_password_is_used(computer):
    computer.lack("shellcheck")
    assert computer.setup("check", USER_ID="1000", PASSWORDLESS="yes").returncode == 0
    assert computer.ran() == [
        "sudo -n true",
        "sudo -n apt-get update",
        "apt-get update",
        f"sudo -n {APT_INSTALL} shellcheck",
        f"{APT_INSTALL.removeprefix('env DEBIAN_FRONTEND=noninteractive ')} shellcheck",
        "make check",
    ]


def test_sudo_that_asks_is_left_to_the_user(computer):
    computer.lack("gdb-multiarch", "clang-format")
    done = computer.setup("test", "RELEASE=1", USER_ID="1000")
    assert done.returncode == 1
    command = f"sudo apt-get update && sudo {APT_INSTALL} gdb-multiarch clang-format clang-tidy"
    assert f"\n    {command}\n" in done.stderr
    assert "./scripts/setup.sh test RELEASE=1" in done.stderr
    assert computer.ran() == ["sudo -n true"]


def test_without_sudo_the_command_is_for_su(computer):
    computer.lack("shellcheck")
    computer.remove("sudo")
    done = computer.setup("test", USER_ID="1000")
    assert done.returncode == 1
    assert f"    su - -c 'apt-get update && {APT_INSTALL} shellcheck'\n" in done.stderr
    assert computer.ran() == []


def test_each_target_needs_only_its_own(computer):
    for tool in ("gdb-multiarch", "clang++", "g++", "shellcheck", "e2fsck"):
        computer.remove(tool)
    assert computer.setup("qemu").returncode == 0
    assert computer.setup("help", "clean").returncode == 0
    assert computer.ran() == ["make qemu", "make help clean"]
    assert "gdb-multiarch" in computer.setup("gdb", USER_ID="1000").stderr
    assert "libgtest-dev" in computer.setup("qemu", "test", USER_ID="1000").stderr


def test_what_is_large_is_installed_for_its_own_target_only(computer):
    computer.lack("qemu-riscv64")
    computer.remove("clang-format")
    for tool in ("wine", "x86_64-w64-mingw32-gcc"):
        computer.put(tool, "")
    computer.lack("wine", "x86_64-w64-mingw32-gcc")
    assert computer.setup("levels").returncode == 0
    packages = "qemu-user gcc-mingw-w64-x86-64-win32 wine wine64"
    assert f"{APT_INSTALL.removeprefix('env DEBIAN_FRONTEND=noninteractive ')} {packages}" in computer.ran()
    assert computer.ran()[-1] == "make levels"


@pytest.mark.parametrize(
    "target, lacks, packages",
    [
        ("class", ["tmux", "mkdocs"], "tmux"),
        ("book", ["tmux", "mkdocs"], "mkdocs"),
        ("build/compile_commands.json", ["clangd", "tmux"], "clangd"),
        ("test", ["tmux", "mkdocs", "clangd"], "tmux mkdocs clangd"),
    ],
)
def test_what_a_class_a_book_and_an_editor_need(computer, target, lacks, packages):
    computer.lack(*lacks)
    assert computer.setup(target).returncode == 0
    assert computer.ran()[1:] == [f"{APT_INSTALL.removeprefix('env DEBIAN_FRONTEND=noninteractive ')} {packages}", f"make {target}"]


@pytest.mark.parametrize(
    "release, system, tools, command",
    [
        ("ID=ubuntu\nID_LIKE=debian\n", "Linux", ["gdb-multiarch"], f"sudo {APT_INSTALL} gdb-multiarch"),
        ('ID=mint\nID_LIKE="ubuntu debian"\n', "Linux", ["make"], f"sudo {APT_INSTALL} make"),
        ("ID=fedora\n", "Linux", ["clang++", "python"], "sudo dnf install -y python3 python3-pytest"),
        ("ID=manjaro\nID_LIKE=arch\n", "Linux", ["g++"], "sudo pacman -S --needed --noconfirm gcc gtest\n"),
        ("", "Darwin", ["shellcheck"], "brew install shellcheck"),
    ],
)
def test_other_systems(computer, release, system, tools, command):
    computer.release.write_text(release)
    computer.lack(*tools)
    done = computer.setup("test", USER_ID="1000", SYSTEM=system)
    if system == "Darwin":  # Homebrew needs no root
        assert done.returncode == 0
        assert command in computer.ran()
    else:
        assert done.returncode == 1
        assert command in done.stderr


def test_unknown_system(computer):
    computer.release.write_text("ID=plan9\n")
    computer.lack("qemu-system-riscv64")
    done = computer.setup("qemu")
    assert done.returncode == 1
    assert "Debian, Ubuntu, Fedora, Arch and Homebrew only" in done.stderr
    assert "doctor: no qemu-system-riscv64. Fix:" in done.stderr
    assert computer.ran() == []


def test_system_without_a_package_for_it(computer):
    computer.release.write_text("ID=fedora\n")
    computer.lack("riscv64-linux-gnu-g++")
    done = computer.setup("qemu")
    assert done.returncode == 1
    assert "#include <span>" in done.stderr and "no package of dnf" in done.stderr
    assert computer.ran() == []


def test_packages_that_do_not_help(computer):
    computer.put("qemu-system-riscv64", "echo 'QEMU emulator version 6.2.0'")
    done = computer.setup("qemu")
    assert done.returncode == 1
    assert "QEMU 6.2 is too old" in done.stderr
    assert not [line for line in computer.ran() if line.startswith("make")]


def test_unreachable_sources(computer):
    computer.lack("shellcheck")
    done = computer.setup("test", UPDATE_STATUS="100", INSTALL_STATUS="100")
    assert done.returncode == 1 and "setup: failed: " in done.stderr
    assert computer.setup("test", UPDATE_STATUS="100").returncode == 0
    assert computer.ran()[-1] == "make test"


def test_own_compiler(computer):
    computer.lack("riscv64-linux-gnu-g++")
    computer.put("my-g++", GOOD_TOOLS["riscv64-linux-gnu-g++"])
    assert computer.setup("qemu", "CROSS=my-").returncode == 0
    assert computer.ran() == ["make qemu CROSS=my-"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["--foo"], ["-j4", "test"], ["test", "-h"], [""], ["a b"], ["test;ls"], ["RELEASE=1"], ["$(ls)"]],
)
def test_nonsense_is_refused(computer, arguments):
    done = computer.setup(*arguments)
    assert done.returncode == 2
    assert done.stdout == "" and done.stderr.startswith("usage: ./scripts/setup.sh TARGET...")
    assert computer.ran() == []


def test_it_is_quick_on_this_machine(computer):
    """With the real tools. Time of the processor, so not what else the machine was doing."""
    (computer.tree / "Makefile").write_text("test:\n\t@echo made\n")
    before = os.times()
    command = [computer.tree / "scripts/setup.sh", "test"]
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, timeout=TIME_LIMIT)
    after = os.times()
    assert (done.returncode, done.stdout) == (0, "made\n"), done.stderr
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < 0.9  # of two processors: half a second
