# tests/system/test_edit.py: the editor: what the keys make of a file, and what the screen shows meanwhile.

import pytest

from screen import Screen

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
HOME, END, DELETE, PAGE_UP, PAGE_DOWN = "\x1b[H", "\x1b[F", "\x1b[3~", "\x1b[5~", "\x1b[6~"
WORD_LEFT, WORD_RIGHT = "\x1b[1;5D", "\x1b[1;5C"
BACKSPACE, ENTER, TAB = "\x7f", "\r", "\t"


def control(letter):
    return chr(ord(letter) & 0x1F)


SAVE, QUIT, FIND, AGAIN, LINE = (control(letter) for letter in "SQFNG")
CUT, PASTE, CANCEL = (control(letter) for letter in "KUC")

# What a file has in it, keys, and what it has afterwards.
EDITS = {
    "a new file": (None, "one" + ENTER + "two" + ENTER, "one\ntwo\n"),
    "in the middle": ("one\nthree\n", DOWN + "two" + ENTER, "one\ntwo\nthree\n"),
    "no newline at the end": ("one", END + "!" + RIGHT * 5, "one!"),
    "backspace and delete": ("abxcd\nef\n", RIGHT * 3 + BACKSPACE + RIGHT + DELETE, "abc\nef\n"),
    "lines are joined": ("a\nb\nc\n", DOWN + BACKSPACE + END + DELETE, "abc\n"),
    "at the ends": ("a\n", BACKSPACE + LEFT + UP + "x" + DOWN * 9 + RIGHT + DELETE + "y", "xa\ny"),
    "a line is divided": ("abcdef\n", RIGHT * 3 + ENTER, "abc\ndef\n"),
    "home, end and words": ("one two three\n", WORD_RIGHT + "," + END + "." + WORD_LEFT + "&" + HOME + "<", "<one, two &three.\n"),
    "up and down keep the column": ("12345\n1\n12345\n", END + DOWN + DOWN + "x" + UP + UP + "y", "12345y\n1\n12345x\n"),
    "pages": ("\n" * 100, PAGE_DOWN * 2 + "x" + PAGE_UP + "y", "\n" * 22 + "y" + "\n" * 22 + "x" + "\n" * 56),
    "cut and paste": ("1\n2\n3\n4\n", CUT * 2 + DOWN + PASTE * 2 + UP + CUT + PASTE, "3\n1\n2\n1\n2\n4\n"),
    "everything is cut": ("1\n2\n", CUT * 9, ""),
    "find": ("one\ntwo one\none\n", FIND + "one" + ENTER + "X" + AGAIN + "Y" + AGAIN + "Z", "Zone\ntwo Xone\nYone\n"),
    "find what is not there": ("one\n", FIND + "no" + ENTER + FIND + CANCEL + "x", "xone\n"),
    "find the same again": ("a b a b\n", FIND + "c" + BACKSPACE + "b" + ENTER + FIND + ENTER + "X", "a b a Xb\n"),
    "go to a line": ("1\n2\n3\n", LINE + "2" + ENTER + "x" + LINE + "99" + ENTER + "y" + LINE + "z" + ENTER, "1\nx2\n3\ny"),
    "tabs": ("a\tb\n", RIGHT * 2 + TAB + "c", "a\t\tcb\n"),
    "Chinese": ("你世界\n", RIGHT + "好" + RIGHT * 2 + BACKSPACE + "!", "你好世!\n"),
    "a mark goes with its letter": ("", "ae\u0301b" + LEFT + BACKSPACE, "ab"),
    "keys of no meaning": ("a\n", "\x1b[15~\x1b[99;7X\x1bOQ\x1bz" + control("Z") + control("P") + "b", "ba\n"),
    "zero bytes and other odd ones stay": (b"\0\1\xff\xc3\n\xe4\xbd", "x" + DOWN + END + "y", b"x\0\1\xff\xc3\n\xe4\xbdy"),
}


def octal(contents):
    """For printf: each byte of it."""
    return "".join(f"\\{byte:03o}" for byte in contents)


def start(shell, path="file", environment=""):
    shell.at_prompt = False
    shell.type(f"{environment} edit {path}\r")
    shell.expect("^N find again")


def edit(shell, *steps, path="file"):
    """Starts the editor, types keys, each time waiting for what is said, and then quits; all that was printed."""
    beginning = len(shell.console)
    start(shell, path)
    for keys, said in steps:
        shell.type(keys)
        if said:
            shell.expect(said)
    shell.type(QUIT)
    shell.wait_for_prompt()
    shell.at_prompt = True
    return shell.console[beginning:]


@pytest.fixture
def folder(shell):
    """A shell in an empty folder of its own, which goes afterwards."""
    assert shell.run("mkdir /tmp/here && cd /tmp/here") == (0, "")
    yield shell
    if shell.at_prompt:
        shell.run("cd / && rm -rf /tmp/here")


@pytest.mark.parametrize("name", EDITS)
def test_edit(folder, name):
    """What is saved has every byte that was not changed."""
    before, keys, after = (part.encode() if isinstance(part, str) else part for part in EDITS[name])
    if before is not None:
        folder.run(f"printf '{octal(before)}' > file")
    edit(folder, (keys + SAVE.encode(), None))
    folder.run(f"printf '{octal(after)}' > expected")
    assert folder.run("cmp file expected; ls | cat") == (0, "expected\nfile\n"), folder.run("hexdump file")[1]


def screen_after(shell, contents, keys, environment=""):
    """What the screen shows after some keys, and where the cursor stands. What Ctrl-C says is drawn last of all."""
    shell.run(f"printf '{octal(contents.encode())}' > file")
    beginning = len(shell.console)
    start(shell, environment=environment)
    shell.type(keys + CANCEL)
    shell.expect_pattern(r"Ctrl-S saves\x1b\[K\x1b\[\d+;\d+H")
    screen = Screen(shell.console[beginning:].split("edit file\n", 1)[1])
    shell.type(QUIT + QUIT)
    shell.wait_for_prompt()
    shell.at_prompt = True
    return screen


def test_the_screen(folder):
    """22 rows of text, one that tells of the file, and one for what the editor says."""
    screen = screen_after(folder, "one\n\ttwo 世界\n", DOWN + RIGHT * 2 + "x")
    assert screen.lines[:3] == ["one", "        txwo 世界", ""]
    assert screen.lines[3:22] == ["~"] * 19
    assert screen.lines[22].split() == ["file", "(changed)", "line", "2", "of", "3,", "column", "11"]
    assert screen.lines[23] == "Ctrl-Q leaves the editor, Ctrl-S saves"
    assert len(screen.lines) == 24 and (screen.row, screen.column) == (1, 10)


def test_scrolling(folder):
    """The line of the cursor is in sight, and so is its column."""
    lines = "".join(f"{number}\n" for number in range(1, 101))
    screen = screen_after(folder, lines, DOWN * 40)
    assert screen.lines[:22] == [str(number) for number in range(20, 42)] and screen.row == 21
    screen = screen_after(folder, lines, PAGE_DOWN * 9 + PAGE_UP)
    assert screen.lines[:22] == [str(number) for number in range(79, 101)] and screen.row == 0
    wide = "0123456789" * 12 + "\n" + "界" * 60 + "\n"
    screen = screen_after(folder, wide, "")
    assert screen.lines[:2] == ["0123456789" * 8, "界" * 40] and screen.column == 0
    screen = screen_after(folder, wide, END)
    assert screen.lines[:2] == ["0123456789" * 4, "界" * 20] and screen.column == 40
    screen = screen_after(folder, wide, DOWN + END + LEFT)
    assert screen.lines[1] == "界" * 20 and screen.column == 38
    screen = screen_after(folder, wide, END + HOME)
    assert screen.lines[:2] == ["0123456789" * 8, "界" * 40] and screen.column == 0


def test_a_screen_of_another_size(folder):
    screen = screen_after(folder, "0123456789" * 5 + "\n" * 9, DOWN, "LINES=6 COLUMNS=40")
    assert screen.lines[:4] == ["0123456789" * 4, "", "", ""]
    assert screen.lines[4].split()[:2] == ["file", "line"] and len(screen.lines) == 6


def test_nothing_is_sent_that_a_terminal_obeys(folder):
    """Control characters and bytes of no character are shown as question marks."""
    folder.run(r"printf '\033[2Jx\377\000\001\177y\302\205\n' > file")
    assert "\x1b[1;1H?[2Jx????y?\x1b[K" in edit(folder)


def test_changes_are_not_lost_by_leaving(folder):
    """The first Ctrl-Q warns; any other key takes the warning back."""
    edit(folder, ("x" + QUIT, "not saved"), (RIGHT + "y", "changed"), (QUIT, "not saved"))
    assert folder.run("ls") == (0, "")


def test_what_cannot_be_saved(folder):
    """It is said, the old file is as it was, and nothing is left beside it."""
    warned = (QUIT, "Changes are not saved")
    edit(folder, ("x" + SAVE, "Not saved: No such file or directory"), warned, path="none/file")
    folder.run("echo old > file; dd if=/dev/zero of=full bs=4k")
    edit(folder, ("x" + SAVE, "Not saved: No space left on device"), warned)
    assert folder.run("cat file; ls -a | grep -c edit; rm full") == (0, "old\n0\n")


def test_names_and_permissions_stay(folder):
    """A file with one name is made anew, with its permissions; one with several, or a link, is written where it is."""
    folder.run("echo 1 > a; chmod 751 a; echo 1 > b; ln b c; echo 1 > d; ln -s d l")
    for name in "abl":
        edit(folder, ("x" + SAVE, "Saved 2 lines"), path=name)
    assert folder.run("cat a c d; ls -l a b l | cut -c 1-12") == (
        0,
        "x1\nx1\nx1\n-rwxr-x--x 1\n-rw-r--r-- 2\nlrwxrwxrwx 1\n",
    )


def test_without_a_terminal(folder):
    assert folder.run("edit file < /dev/null") == (1, "edit: file: it takes a terminal to edit\n")
    assert folder.run("edit file | cat") == (0, "edit: file: it takes a terminal to edit\n")
    assert folder.run("edit /bin")[1] == "edit: /bin: Is a directory\n"
    assert folder.run("edit") == (2, "usage: edit file\n")
