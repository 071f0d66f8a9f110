# tests/system/test_editing.py: typing at the prompt: what each key does to the line, and to the screen.

import pytest

from screen import Screen

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
HOME, END, DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"
BACKSPACE, TAB = "\x7f", "\t"


def control(letter):
    return chr(ord(letter) & 0x1F)


# Keys, and the line that they make. `echo` prints it back, so that the shell has what the screen shows.
LINES = {
    "typing": ("abc", "abc"),
    "backspace": ("abd" + BACKSPACE + "c", "abc"),
    "ctrl-h": ("abd" + control("H") + "c", "abc"),
    "backspace at the start": (BACKSPACE * 40 + "echo abc", "abc"),
    "left and insert": ("ac" + LEFT + "b", "abc"),
    "left too often": ("bc" + LEFT * 100 + RIGHT * 5 + "a", "abc"),
    "right too often": ("ab" + RIGHT * 100 + "c", "abc"),
    "application arrows": ("ac\x1bODb\x1bOC!", "abc!"),
    "ctrl-a": ("def" + control("A") + RIGHT * 5 + "abc", "abcdef"),
    "ctrl-e": ("abc" + LEFT * 3 + control("E") + "def", "abcdef"),
    "ctrl-b and ctrl-f": ("ac" + control("B") * 2 + control("F") + "b", "abc"),
    "home and end": ("bc" + HOME + RIGHT * 5 + "a" + END + "d", "abcd"),
    "ctrl-k": ("abcdef" + LEFT * 3 + control("K"), "abc"),
    "ctrl-k at the end": ("abc" + control("K"), "abc"),
    "ctrl-u": ("nonsense" + control("U") + "echo abc", "abc"),
    "ctrl-u in the middle": ("nonsense abc" + LEFT * 3 + control("U") + "echo ", "abc"),
    "ctrl-w": ("abc def" + control("W"), "abc"),
    "ctrl-w over blanks": ("abc def   " + control("W") + "ghi", "abc ghi"),
    "ctrl-w in the middle": ("abc def ghi" + LEFT * 4 + control("W"), "abc ghi"),
    "ctrl-y": ("abc def" + control("W") + control("Y") + control("Y"), "abc defdef"),
    "delete": ("abxc" + LEFT * 2 + DELETE, "abc"),
    "ctrl-d in the line": ("abxc" + LEFT * 2 + control("D"), "abc"),
    "delete at the end": ("abc" + DELETE + control("D"), "abc"),
    "words": ("one three" + "\x1bb" + "two " + "\x1bf" + "!", "one two three!"),
    "unknown sequences": ("a\x1b[15~b\x1b[99;7Xc\x1bOP", "abc"),
    "ctrl-l": ("ab" + control("L") + "c", "abc"),
    "Chinese": ("你好世界", "你好世界"),
    "Chinese, backspace": ("你好吗" + BACKSPACE + "世界", "你好世界"),
    "Chinese, in the middle": ("你世界" + LEFT * 2 + "好", "你好世界"),
    "Chinese, delete": ("你的好" + LEFT * 2 + DELETE, "你好"),
    "mixed, in the middle": ("aé你🙂z" + LEFT * 3 + BACKSPACE + "e", "ae你🙂z"),
    "a combining mark goes with its letter": ("ae\u0301" + BACKSPACE + "x", "ax"),
    "broken UTF-8": (b"a\xffb\xe4\xbdc\x80\xc0\xafd\xf8e".decode("latin-1"), "abcde"),
    "longer than a row": ("0123456789" * 12, "0123456789" * 12),
    "editing across rows": (
        "0123456789" * 12 + LEFT * 80 + "X" + BACKSPACE + "Y" + END + "Z",
        "0123456789" * 4 + "Y" + "0123456789" * 8 + "Z",
    ),
    "wide characters do not break over the edge": ("界" * 50, "界" * 50),
    "shrinking across rows": ("0123456789" * 12 + BACKSPACE * 60, "0123456789" * 6),
}


@pytest.mark.parametrize("name", LINES)
def test_line(shell, name):
    """What the command gets, and what the screen shows when Enter is pressed."""
    keys, line = LINES[name]
    if "echo" not in keys:
        keys = "echo " + keys
    shown = shell.enter_keys(keys.encode("latin-1") if name == "broken UTF-8" else keys, line + "\n")
    typed = "".join(Screen(shown).lines)
    # Where a wide character would not fit, the last column of the row stays empty.
    assert typed.replace(" ", "") == f"stile$ echo {line}".replace(" ", ""), shown


def test_the_cursor_stands_where_the_next_character_goes(shell):
    """After going back over a wide character the cursor is two columns further left, no more and no less."""
    shell.at_prompt = False
    shell.type("echo 你a好" + LEFT)
    start = len(shell.console)
    shell.type("X")
    shell.expect("X")
    shell.type(control("C"))
    shell.wait_for_prompt()
    screen = Screen(shell.console[shell.console.rindex("stile$ echo") :].replace("^C", "", 1))
    assert screen.lines[0] == "stile$ echo 你aX好", (start, screen.lines)


def test_history(shell):
    """Up brings lines back, Down goes on to what was being typed; an edited line is a new one."""
    for word in ("first", "second", "third"):
        shell.enter(f"echo {word}")
    shell.enter_keys(UP * 2, "second\n")
    shell.enter_keys("echo unfinished" + UP * 3 + DOWN * 3, "unfinished\n")
    shell.enter_keys(UP + BACKSPACE * 10 + "edited", "edited\n")
    shell.enter_keys(control("P") * 2 + control("N"), "edited\n")
    shell.enter_keys(UP * 500 + DOWN * 500 + "echo end", "end\n")


@pytest.mark.parametrize(
    "keys, printed",
    [
        ("ec" + TAB + "x", "x\n"),  # a builtin or a program, and a blank
        ("echo /bi" + TAB, "/bin/\n"),  # a folder, and no blank
        ("echo /dev/nul" + TAB + "x", "/dev/null x\n"),
        ("echo '/dev/nul" + TAB + "x", "/dev/null x\n"),
        ("echo /no/such/thi" + TAB + "ng", "/no/such/thing\n"),
        ("echo x" + TAB * 3, "x\n"),
    ],
)
def test_tab_completes(shell, keys, printed):
    shell.enter_keys(keys, printed)


def test_tab_twice_lists(shell):
    """Where there is a choice: the names, and then the line again."""
    shown = shell.enter_keys("echo /dev/" + TAB + TAB + "null", "/dev/null\n")
    listed, line = Screen(shown).lines[1:-1], Screen(shown).lines[-1]
    assert {"console", "null", "zero", "random"} <= set(" ".join(listed).split()), shown
    assert line == "stile$ echo /dev/null"
    shell.enter_keys(TAB + TAB + control("U") + "echo done", "done\n")
    shell.enter_keys("echo /dev/" + TAB * 20 + control("U") + "echo done", "done\n")


def test_ctrl_c_leaves_the_line(shell):
    """And nothing of it runs."""
    shell.at_prompt = False
    shell.type("echo never" + control("C"))
    shown = shell.wait_for_prompt()
    assert shown.endswith("echo never^C\n")
    assert shell.enter("echo $?") == "130\n"


def test_ctrl_c_on_an_empty_line(shell):
    for _ in range(20):
        shell.at_prompt = False
        shell.type(control("C"))
        assert shell.wait_for_prompt() == "^C\n"
    assert shell.run("echo fine") == (0, "fine\n")


def test_keys_typed_ahead_are_not_lost(shell):
    """While a program runs that does not read them."""
    shell.enter_keys("sleep 0.3\recho typed; echo ahead", "typed\nahead\n")
