# tests/system/test_generated.py: what is made from the table of system calls is what the table says now.

import re
import subprocess

import pytest

from harness import ROOT, Batch, make

# What `make generate` writes, as in the tree.
FILES = (
    "docs/syscalls.md",
    "kernel/abi/frozen_numbers.def",
    "scripts/gdb/syscall_names.py",
    "tests/fuzz/stile.txt",
    "user/libc/include/sys/calls.h",
    "user/libc/include/sys/syscall_numbers.h",
    "user/root/usr/share/man/syscalls.2",
)
TABLE = "kernel/abi/syscalls.def"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with what the generator makes of the tree as it is."""
    folder = tmp_path_factory.mktemp("made")
    done = make(f"INTO={folder}", "generate")
    assert done.returncode == 0, done.stdout
    return folder


def test_all_files_are_compared(made):
    written = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert written == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_regenerating_changes_nothing(made, name):
    """[4.3] The file in the tree is the one that the table and the kernel make."""
    assert (ROOT / name).read_text() == (made / name).read_text(), f"{name} is not up to date: run make generate"


# --- what must hold for the files, whatever the table says ---


def calls():
    """The rows that the generated header has: name and number."""
    header = (ROOT / "user/libc/include/sys/syscall_numbers.h").read_text()
    return {name: int(number) for name, number in re.findall(r"^#define __NR_(\w+) +(\d+)$", header, re.MULTILINE)}


def section(name):
    """What the reference says of a call: its lines, without the signs of Markdown."""
    text = (ROOT / "docs/syscalls.md").read_text()
    match = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert match, f"the reference has no {name}"
    return re.sub(r"^```.*$", "", match[1], flags=re.MULTILINE)


def words(text):
    """Without what only one of two ways to print a page has."""
    return re.sub(r"[*`\\:]", "", text).split()


def test_the_manual_shows_what_the_reference_says():
    """[0.1] [4.3] man 2 name, for each call, in one go."""
    names = list(calls())
    console = Batch(command="for name in " + " ".join(names) + '; do man 2 "$name"; done').expect_status(0).console
    pages = dict(re.findall(r"^(\w+) \(2\)\n\n(.*?)(?=^\w+ \(2\)$|\Z)", console, re.MULTILINE | re.DOTALL))
    assert list(pages) == names
    for name in names:
        assert words(pages[name]) == words(section(name))


def test_the_manual_can_be_searched():
    commands = "man 2 | head -2; man -k teapot; echo $?; man Whence nothing; echo $?; man 1 ls; echo $?; man; echo $?"
    console = Batch(command=commands).console
    shown = [
        r"intro \(2\)  +What a system call is",
        r"exit \(2\)  +End this process\.",
        r"man: nothing speaks of teapot; man 2 lists all pages\n16",
        r"Whence \(2\)\n\nWhat an offset given to lseek counts from\.\n\n  SEEK_SET  0; the beginning\n  SEEK_CUR  1; the place now\n",
        r"man: there is no page for nothing; man 2 lists all pages\n16",
        r"man: there is no section 1; man 2 lists all pages\n16",
        r"usage: man \[2\] name\.\.\., man 2, man -k word\.\.\.\n2\n",
    ]
    at = 0
    for pattern in shown:
        match = re.compile(pattern).search(console, at)
        assert match, f"no {pattern} in\n{console}"
        at = match.end()


def test_the_reference_tells_the_prototype_of_each_call():
    """[0.1] As C++ has it, and C; and each error with its words."""
    write = section("write")
    assert "Result<usize> sys::write(Fd fd, In<char> bytes, usize count);" in write
    assert "long call_write(int fd, const char* bytes, size_t count);" in write
    assert "* `EBADF`: Bad file descriptor (9): fd is not open, or not for writing" in write
    assert "* `bytes`: what to write (the address of bytes, which the kernel reads)" in write
    assert "It may wait" in write and "It may wait" not in section("close")
    assert "kernel/syscall/file_calls.cpp:sys_write" in write


def test_the_reference_tells_of_each_structure_that_a_row_names():
    """What a program has to give, or gets, is shown field by field: kernel/abi/structures.def has them all."""
    text = (ROOT / "docs/syscalls.md").read_text()
    named = set(re.findall(r"(?:In|Out|Packed)<([A-Z]\w+)>", text)) - {"T", "Str"}
    shown = set(re.findall(r"^### (\w+)$", text.partition("\n## Structures\n")[2], re.MULTILINE))
    assert "Stat" in named
    assert named <= shown, f"kernel/abi/structures.def lacks {named - shown}"


def test_calls_that_need_the_frame_are_marked():
    """[3.11]"""
    marked = {name for name in calls() if "Its handler is given all registers" in section(name)}
    assert marked >= {"fork", "execve", "sigreturn"}
    assert "getpid" not in marked


@pytest.mark.parametrize("compiler, name", [("$(CC)", "a.c"), ("$(CXX)", "a.cpp"), ("$(CC)", "a.S")])
def test_the_numbers_can_be_included(tmp_path, compiler, name):
    """[4.3] By C, C++ and assembly."""
    source = tmp_path / name
    use = "li a0, SYS_write\n" if name.endswith("S") else "long number = SYS_write;\n"
    source.write_text("#include <sys/syscall_numbers.h>\n" + use)
    command = f"{compiler} -isystem user/libc/include -c {source} -o {tmp_path}/a.o"
    done = make("--silent", "--eval", f"include-it: ; @{command}", "include-it")
    assert done.returncode == 0, done.stdout


# --- a generator that is asked for what may not be ---


def generate(tmp_path, old, new):
    """The generator built with another table: what it says, and its status."""
    table = (ROOT / TABLE).read_text()
    assert table.count(old) == 1
    (tmp_path / "abi").mkdir()
    (tmp_path / "abi/syscalls.def").write_text(table.replace(old, new))
    sources = " ".join(f"scripts/generate/{name}.cpp" for name in ("table", "frozen"))
    objects = " ".join(str(tmp_path / f"{name}.o") for name in ("table", "frozen"))
    others = "$(filter-out %/table.cpp.o %/frozen.cpp.o,$(GENERATOR_OBJECTS))"
    rule = (
        f"other: ; @cd {tmp_path} && for each in {sources}; do "
        f"$(HOST_CXX) -std=c++23 -I{tmp_path} -I{ROOT}/kernel -c {ROOT}/$$each -o $$(basename $$each .cpp).o || exit 1; done; "
        f"cd {ROOT} && $(HOST_CXX) {objects} {others} -o {tmp_path}/generate"
    )
    built = make("--silent", "--eval", rule, "other")
    assert built.returncode == 0, built.stdout
    symbols = "0 T sys_write(Fd, In<char>, unsigned long)\t/x/kernel/syscall/file_calls.cpp:1\n"
    done = subprocess.run([tmp_path / "generate", tmp_path], cwd=ROOT, input=symbols, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("SYSCALL(10, dup, ", "SYSCALL(10, copy, ", "says that number 10 is dup for ever, but"),
        ("RETIRED(6,  putc,\n", "RETIRED(6,  getc,\n", "says that number 6 is putc for ever, but"),
    ],
)
def test_a_number_keeps_its_name(tmp_path, old, new, complaint):
    """[3.5] The generator changes no line of the frozen numbers, and says why."""
    status, said = generate(tmp_path, old, new)
    assert status == 1
    assert complaint in said and "A call that goes away becomes RETIRED" in said
    assert not (tmp_path / "kernel").exists()


@pytest.mark.usefixtures("made")
def test_words_are_about_what_is_in_the_table(tmp_path):
    """What the manual says besides is not forgotten when a row changes."""
    status, said = generate(tmp_path, "(child, fault, inval, intr, nomem)", "(fault, inval, intr, nomem)")
    assert status == 1
    assert "kernel/abi/words.def speaks of an error that waitpid does not list: child" in said
