# tests/system/test_every_row.py: what the gate "every row succeeds and fails with every error" says of counts made up for it.

import sys

import pytest

from harness import ROOT, keep_counts

sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "scripts"))
import call_table  # noqa: E402
import every_row  # noqa: E402

ROWS = [call_table.Row("close", frozenset(), frozenset({"badf"})), call_table.Row("stub", frozenset(), frozenset({"intr"}))]
NAMES = {"badf": "EBADF", "intr": "EINTR"}
GOOD = {("close", "ok"): 3, ("close", "EBADF"): 1, ("stub", "ENOSYS"): 1, ("unknown", "ENOSYS"): 9}


@pytest.mark.parametrize(
    "missing, more, complaint",
    [
        (None, None, None),
        ("ok", None, "close was never seen to succeed"),
        ("EBADF", None, "close lists badf, but was never seen to answer EBADF"),
        (None, ("close", "EINTR"), "close answers EINTR, which its row does not list"),
        (None, ("close", "ENOSYS"), "close answers ENOSYS, which its row does not list"),
        (None, ("stub", "ok"), "stub answers ENOSYS, which its row does not list"),
        (None, ("unknown", "EINTR"), "unknown answers EINTR, ENOSYS, but is no call"),
    ],
)
def test_what_it_complains_of(missing, more, complaint):
    """[0.9] Which row, and which error."""
    counts = {key: count for key, count in GOOD.items() if key != ("close", missing)}
    if more:
        counts[more] = 1
    wrong = list(every_row.complaints(ROWS, NAMES, counts))
    assert complaint in wrong if complaint else not wrong, wrong


def test_the_compiler_reads_the_table():
    """Numbers without rows are not there, and errors have both their names."""
    rows = {row.name: row for row in call_table.rows()}
    assert "putc" not in rows and rows["fork"].flags == {"frame", "trapped"} and rows["exit"].errors == set()
    assert rows["read"].errors >= {"badf", "io"} and call_table.errors()["badf"] == "EBADF"


def test_exceptions_are_of_rows_that_there_are():
    rows = {row.name: row for row in call_table.rows()}
    for name, answer in every_row.EXCEPTIONS:
        assert answer == "ok" or answer in rows[name].errors, f"{name} does not list {answer}"


def test_counts_are_taken_out_of_the_console(tmp_path, monkeypatch):
    """Wherever the cursor was; and kept."""
    monkeypatch.setattr("harness.COUNTS", tmp_path)
    assert keep_counts("no new line[counts close ok 2]\n[counts close EBADF 1]\n") == "no new line"
    assert every_row.seen(tmp_path) == {("close", "ok"): 2, ("close", "EBADF"): 1}
    assert keep_counts("nothing\n") == "nothing\n" and len(list(tmp_path.iterdir())) == 1


def test_kernels_tell(batch):
    """With the boot option that the harness gives, and only then."""
    before = every_row.seen()
    batch("cat /none").console
    assert every_row.seen()["openat", "ENOENT"] > before["openat", "ENOENT"]
    assert "[counts" not in batch("poweroff 0").console
