# tests/system/test_editors.py: what editors and other machines are told to do works, and is what the README tells people to do.

import json
import os
import re
import shlex
import subprocess
import threading
from contextlib import contextmanager

import pytest
import yaml

from harness import ROOT, TIME_LIMIT, Configuration, clean_environment

VSCODE = ROOT / ".vscode"

# The release build has no frames to step through line by line.
pytestmark = pytest.mark.exists_in(flavour="class")


def commented_json(path):
    """As Visual Studio Code reads it: a line that begins with // is a comment."""
    return json.loads(re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE))


LAUNCHES = commented_json(VSCODE / "launch.json")["configurations"]
TASKS = {task["label"]: task for task in commented_json(VSCODE / "tasks.json")["tasks"]}
CONTAINER = commented_json(ROOT / ".devcontainer/devcontainer.json")
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())


# --- nothing is called that people are not told of ---


def targets():
    """Those that `make help` lists, and the files that the Makefile names as targets."""
    listed = subprocess.check_output(["make", "help"], cwd=ROOT, text=True, env=clean_environment())
    files = re.findall(r"^(build/\S+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return set(re.findall(r"^  make (\S+)", listed, re.MULTILINE)) | set(files)


def variables():
    return set(re.findall(r"^(\w+) *\?=", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands():
    """Every command line that an editor, a container or a workflow is told to run."""
    yield from (task["command"] for task in TASKS.values())
    yield from (text for name, text in CONTAINER.items() if name.endswith("Command"))
    for job in WORKFLOW["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_only_commands_of_the_readme_are_called(command):
    """setup.sh and make, with targets and variables that there are; and .ci/run, of which test_ci.py knows that it calls
    nothing but setup.sh."""
    assert not set(command) & set(";&|<>$`\n"), "it is one command"
    first, *words = shlex.split(command)
    if (first, *words) == ("bash", ".ci/run"):
        return
    assert first in ("make", "./scripts/setup.sh") and first in (ROOT / "README.md").read_text()
    for word in words:
        name, is_variable, _ = word.partition("=")
        assert name in (variables() if is_variable else targets()), f"{command}: the Makefile has no {name}"


def test_every_task_is_there_that_a_launch_needs():
    assert {launch.get("preLaunchTask") for launch in LAUNCHES} - {None} <= set(TASKS)
    assert {"machine", "supervisor"} <= {mode for launch in LAUNCHES for mode in re.findall(r"class/(\w+)/kernel", launch["program"])}


def test_a_container_has_what_the_editor_wants():
    wanted = set(commented_json(VSCODE / "extensions.json")["recommendations"])
    assert set(CONTAINER["customizations"]["vscode"]["extensions"]) == wanted


# --- Visual Studio Code: launch.json, as its C++ extension carries it out ---


@contextmanager
def background_task(label):
    """A task, once it has said that it is ready."""
    task = TASKS[label]
    ready = re.compile(task["problemMatcher"]["background"]["endsPattern"])
    command = ["timeout", "--kill-after=10", str(TIME_LIMIT), "bash", "-c", f"exec {task['command']}"]
    pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), text=True, **pipes) as process:
        try:
            said = []
            while not ready.search("".join(said)):
                line = process.stdout.readline()
                assert line, f"{label} ended:\n{''.join(said)}"
                said.append(line)
            threading.Thread(target=process.stdout.read, daemon=True).start()  # or it would wait for a reader
            yield
        finally:
            process.terminate()
            process.wait(TIME_LIMIT)


class MachineInterface:
    """A gdb, as an editor talks to it (gdb's manual, chapter 27)."""

    def __init__(self, gdb):
        pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        command = ["timeout", "--kill-after=10", str(TIME_LIMIT), gdb, "-nx", "--interpreter=mi"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), text=True, errors="replace", **pipes)
        self._number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate()

    def wait_for(self, pattern):
        """Reads until this comes; all that was read."""
        said = ""
        while not re.search(pattern, said, re.MULTILINE):
            line = self._process.stdout.readline()
            assert line, f"waited for {pattern}, but gdb ended:\n{said}"
            said += line
        return said

    def ask(self, command, result="done"):
        self._number += 1
        self._process.stdin.write(f"{self._number}{command}\n")
        self._process.stdin.flush()
        said = self.wait_for(rf"^{self._number}\^")
        assert re.search(rf"^{self._number}\^{result}", said, re.MULTILINE), f"{command}\n{said}"
        return said

    def console(self, command):
        return self.ask(f"-interpreter-exec console {json.dumps(command)}")


def filled(text):
    return text.replace("${workspaceFolder}", str(ROOT))


@contextmanager
def launched(launch):
    """The steps of the extension, in its order: settings, symbols, the connection, and what comes after it."""
    with MachineInterface(launch["miDebuggerPath"]) as gdb:
        for setup in launch["setupCommands"]:
            gdb.console(setup["text"])
        gdb.ask(f"-environment-cd {filled(launch['cwd'])}")
        gdb.ask(f"-file-exec-and-symbols {filled(launch['program'])}")
        gdb.ask(f"-target-select remote {launch['miDebuggerServerAddress']}", "connected")
        for setup in launch["postRemoteConnectCommands"]:
            gdb.console(setup["text"])
        yield gdb


@pytest.mark.parametrize("number", range(len(LAUNCHES)), ids=[launch["name"].replace(" ", "-") for launch in LAUNCHES])
def test_launch(number, configuration):
    """A breakpoint in the source, the stack through the trap, a step, arguments, our commands."""
    launch = LAUNCHES[number]
    mode = re.search(r"class/(\w+)/kernel", launch["program"])[1]
    assert Configuration(mode=mode).kernel.exists()
    task = launch.get("preLaunchTask", "halted machine")  # the last one attaches to what was started by hand
    assert "preLaunchTask" in launch or TASKS[task]["command"] in launch["name"]
    assert f"MODE={mode}" in TASKS[task]["command"] or mode == "machine"
    with background_task(task), launched(launch) as gdb:
        gdb.ask("-break-insert kernel/syscall/file_calls.cpp:sys_write")
        gdb.ask("-exec-continue", "running")
        assert "sys_write" in gdb.wait_for(r'^\*stopped,reason="breakpoint-hit"')
        frames = re.findall(r'frame={level="\d+".*?func="([^"]*)"', gdb.ask("-stack-list-frames"))
        road = ["sys_write", "dispatch", "(anonymous namespace)::system_call", "trap_handler", "trap_vector"]
        assert frames[:5] == road and len(frames) > 5, "through the trap, and on into the program"
        gdb.ask("-exec-next", "running")
        gdb.wait_for(r'^\*stopped,reason="end-stepping-range"')
        assert 'value="Fd(1)"' in gdb.ask("-stack-list-arguments --all-values 0 0")
        assert "hart 0 pid" in gdb.console("python print(__import__('hart').headline())")
    assert not (ROOT / launch["miDebuggerServerAddress"]).exists()


# --- clangd ---


@pytest.fixture(scope="module")
def database():
    subprocess.run(["make", "-s", "build/compile_commands.json"], cwd=ROOT, check=True, env=clean_environment())
    return ROOT / "build/compile_commands.json"


@pytest.mark.parametrize("file", ["kernel/trap/trap.cpp", "kernel/abi/result.h", "user/bin/cat.cpp", "user/lessons/foo.c"])
def test_clangd_finds_nothing_to_complain_of(database, file):
    """Of the kernel, of a header, of a program, and of one in C, with the arguments that the editor is told to give."""
    arguments = commented_json(VSCODE / "settings.json")["clangd.arguments"]
    done = subprocess.run(
        ["clangd", f"--check={file}", "--check-lines=1-1", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT
    )
    complaints = [line for line in done.stderr.splitlines() if re.match(r"[EW]\[[\d:.]+\] \[", line)]
    assert complaints == [], "\n".join(complaints)
    assert "compile_commands.json" in done.stderr and "All checks completed" in done.stderr
    assert os.path.getsize(database) > 1000
