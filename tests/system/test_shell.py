# tests/system/test_shell.py: the shell's language, at its prompt: what each line answers and prints.

import pytest

from harness import PROMPT

# A line, its status, and all that it prints.
CASES = {
    # Words and quotes.
    "echo one  two   three": (0, "one two three\n"),
    "echo 'one  two' \"three  four\"": (0, "one  two three  four\n"),
    "echo \"it's\" 'say \"hi\"' a\\ b": (0, "it's say \"hi\" a b\n"),
    "echo ''": (0, "\n"),
    "echo": (0, "\n"),
    "echo -n x; echo y": (0, "xy\n"),
    "echo '$HOME `no` $(no)' \\$x": (0, "$HOME `no` $(no) $x\n"),
    "echo in | cat /dev/stdin; echo out > /dev/stdout; readlink /dev/fd; ls /dev/fd | head -n 3; cat /dev/fdx": (
        1,
        "in\nout\n/proc/self/fd\n0\n1\n2\ncat: /dev/fdx: No such file or directory\n",
    ),
    "echo a#b # and not this": (0, "a#b\n"),
    "echo 世界 'Grüße' 🙂": (0, "世界 Grüße 🙂\n"),
    "": (0, ""),
    "   ": (0, ""),
    "# nothing": (0, ""),
    # Statuses.
    "true": (0, ""),
    "false": (1, ""),
    "sh -c 'exit 42'": (42, ""),
    "sh -c 'exit 300'": (300 % 256, ""),
    "false; echo $?": (0, "1\n"),
    "true; false": (1, ""),
    "! true": (1, ""),
    "! false": (0, ""),
    # ; && || &
    "echo a; echo b;": (0, "a\nb\n"),
    "true && echo yes": (0, "yes\n"),
    "false && echo no": (1, ""),
    "false || echo yes": (0, "yes\n"),
    "true || echo no": (0, ""),
    "false && echo no || echo yes": (0, "yes\n"),
    "true || echo no && echo yes": (0, "yes\n"),
    # Pipes.
    "echo through | cat": (0, "through\n"),
    "echo one two | wc -w | cat | cat | cat": (0, "2\n"),
    "false | true": (0, ""),
    "true | false": (1, ""),
    "yes | head -n 2": (0, "y\ny\n"),
    "yes | head -n 1 | cat": (0, "y\n"),
    "seq 100000 | tail -n 1": (0, "100000\n"),
    "echo b a c | tr ' ' '\\n' | sort | head -n 1": (0, "a\n"),
    "cat < /dev/null | wc -c": (0, "0\n"),
    # Redirections. Onto a device they work; the file system can only be read.
    "echo gone > /dev/null": (0, ""),
    "echo gone >> /dev/null": (0, ""),
    "cat < /dev/null": (0, ""),
    "ls /nowhere 2> /dev/null": (1, ""),
    "echo both > /dev/null 2>&1": (0, ""),
    "echo to stderr >&2": (0, "to stderr\n"),
    "echo shown > /dev/console": (0, "shown\n"),
    "sh -c 'echo out; echo err >&2' 2>&1 >/dev/null | cat": (0, "err\n"),
    "{ echo a; echo b; } > /dev/null": (0, ""),
    # Variables.
    "x=1; echo $x ${x}2 \"$x\" '$x'": (0, "1 12 1 $x\n"),
    "y='a  b'; echo $y \"$y\"": (0, "a b a  b\n"),
    "echo [$unset_thing]": (0, "[]\n"),
    "echo ${unset_thing:-instead}": (0, "instead\n"),
    "z=abcabc; echo ${#z} ${z%bc} ${z#abc}": (0, "6 abca abc\n"),
    "A=5 sh -c 'echo $A'": (0, "5\n"),
    "export B=6; sh -c 'echo $B'; unset B; sh -c 'echo [$B]'": (0, "6\n[]\n"),
    "echo $((1 + 2 * 3)) $(((1 + 2) * 3)) $((7 / 2)) $((7 % 2))": (0, "7 9 3 1\n"),
    "echo $(echo in) `echo back`": (0, "in back\n"),
    "set -- a b c; echo $# $2 \"$*\"; shift; echo $1; set --": (0, "3 b a b c\nb\n"),
    # Globbing.
    "echo /bin/tru?": (0, "/bin/true\n"),
    "echo /bin/tr?e /bin/[t]rue": (0, "/bin/true /bin/true\n"),
    "echo '/bin/tr*' /bin/no-such-*": (0, "/bin/tr* /bin/no-such-*\n"),
    "cd /dev; echo n*; cd /": (0, "null\n"),
    # Constructs.
    "if true; then echo yes; else echo no; fi": (0, "yes\n"),
    "for i in 1 2 3; do echo $i; done": (0, "1\n2\n3\n"),
    "i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i": (0, "3\n"),
    "case abc in a*) echo A ;; *) echo other ;; esac": (0, "A\n"),
    "f() { echo \"$1!\"; return 4; }; f hello": (4, "hello!\n"),
    "(cd /bin; pwd); pwd": (0, "/bin\n/\n"),
    "(exit 9)": (9, ""),
    "for i in 1 2; do for j in a b; do [ $j = b ] && break; echo $i$j; done; done": (0, "1a\n2a\n"),
    # What there is besides.
    "cd /bin && pwd && cd /": (0, "/bin\n"),
    "type true echo sh | wc -l": (0, "3\n"),
}


@pytest.mark.quick
@pytest.mark.every_configuration
@pytest.mark.parametrize("line", CASES)
def test_line(shell, line):
    """[1.9] Processes, files, and a C library, as a user sees them."""
    assert shell.run(line) == CASES[line]


# A line that fails: its status, and what the one line that it prints must have in it.
MISTAKES = {
    "no-such-program": (127, "no-such-program: not found"),
    "/bin/no-such-program": (127, "/bin/no-such-program: No such file or directory"),
    "/bin": (126, "/bin: "),
    "/dev/null": (126, "/dev/null: Permission denied"),
    "echo x > /no/file": (1, "/no/file: No such file or directory"),
    "echo x >> /bin/true/file": (1, "/bin/true/file: Not a directory"),
    "true 2> /etc": (1, "/etc: Is a directory"),
    "cat < /no/file": (1, "/no/file: No such file or directory"),
    "echo x > /bin": (1, "/bin: Is a directory"),
    "cd /no/folder": (1, "/no/folder: No such file or directory"),
    "cd /bin/true": (1, "/bin/true: Not a directory"),
    "echo 'open": (2, ""),
    "if true": (2, ""),
    "( echo": (2, ""),
    "&& true": (2, "&&"),
    "| true": (2, "|"),
    "echo )": (2, ")"),
    "fi": (2, "fi"),
    "echo $((1 / 0))": (1, ""),
    "cat /no/file": (1, "/no/file: No such file or directory"),
    "ls /no/folder": (1, "/no/folder: No such file or directory"),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistake(shell, line):
    """One line that says what was wrong, and the shell goes on."""
    status, output = finish(shell, line)
    assert status == MISTAKES[line][0], output
    assert MISTAKES[line][1] in output
    assert len(output.splitlines()) == 1


def finish(shell, line):
    """As shell.run, but where the shell asks for the rest of a command, Ctrl-D says that there is none."""
    shell.at_prompt = False
    shell.type(line + "\r")
    shown = ""
    while not shell.at_prompt:
        shown += shell.expect_pattern(rf"\n> |{PROMPT}") + "\n"
        shell.at_prompt = not shell.found.endswith("> ")
        if not shell.at_prompt:
            shell.type("\x04")
    output = shown.split("\n", 1)[1].strip()
    return int(shell.enter("echo $?")), output


def test_help_names_what_there_is(shell):
    status, output = shell.run("help")
    assert status == 0
    for word in ("cd", "exit", "poweroff", "Tab", "Ctrl-C"):
        assert word in output, output


def test_every_program_in_bin_knows_how_to_complain(shell):
    """A program with nonsense for arguments ends with a message that has its name in it."""
    names = shell.run("ls /bin | cat")[1].split()
    promised = "init sh echo cat ls wc grep head tail sort ps kill sleep true false uptime free poweroff"
    assert set(promised.split()) <= set(names)
    for name in names:
        if name in ("true", "false", "echo", "printf", "init", "test", "["):
            continue
        status, output = shell.run(f"/bin/{name} --no-such-option < /dev/null")
        assert status not in (0, 127) and status < 128, (name, status, output)
        assert name in output, (name, output)


def test_a_script_runs_by_its_name_and_by_the_shell(shell):
    """Commands from standard input are a script too."""
    status, output = shell.run("echo 'echo from a pipe; exit 5' | sh")
    assert (status, output) == (5, "from a pipe\n")


def test_a_line_goes_on_after_a_backslash_and_in_a_construct(shell):
    shell.at_prompt = False
    shell.type("echo one \\\r")
    shell.expect("\n> ")
    shell.type("two\r")
    assert shell.wait_for_prompt().endswith("one two\n")
    shell.at_prompt = False
    shell.type("for i in a b\r")
    shell.expect("\n> ")
    shell.type("do echo $i\r")
    shell.expect("\n> ")
    shell.type("done\r")
    assert shell.wait_for_prompt().endswith("a\nb\n")
    shell.at_prompt = False
    shell.type("cat <<END\r")
    shell.expect("\n> ")
    shell.type("text of $((6 * 7))\r")
    shell.expect("\n> ")
    shell.type("END\r")
    assert shell.wait_for_prompt().endswith("text of 42\n")
