# tests/system/test_storage.py: a root on a virtio disk, written to in all ways; e2fsck and debugfs say what came of it.
"""Each test boots from a disk of its own, which must be clean afterwards, and have the contents that it should."""

import struct

import pytest

import disks
from harness import Batch, Configuration
from test_user import verdict

# The programs that change files, on the disk as on the root in memory.
PROGRAMS = ("files_together", "files_open", "files_large")

FOUR = Configuration(cpus=4)


def run_on(image, configuration, command, wrong_is_fine=False, **named):
    done = Batch(configuration, command=command, more=disks.on_disk(image), **named)
    wrong = [] if wrong_is_fine else verdict(done.status, done.console)
    assert not wrong, "\n".join([*wrong, "the console:", done.console])
    return done


def promises_of(console):
    """What files_random says that it has left, at its end."""
    promises = disks.power_cuts.Promises()
    for line in console.splitlines():
        if line.startswith(("@*", "@+", "@-", "@=")):
            promises.hear(line[1:])
    return promises


def expect_kept(image, console, to):
    """The disk is clean, and has what the program has promised last."""
    disks.expect_clean(image)
    promises = promises_of(console)
    assert len(promises) > 10, console
    broken = promises.broken(disks.fetch(image, disks.power_cuts.FOLDER, to))
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("block_size, kilobytes", [(1024, 6000), (2048, 6000), (4096, 6000), (1024, 3400)])
def test_operations_made_up_by_lot(configuration, tmp_path, block_size, kilobytes):
    """[Abuse: Files] Thousands of operations answer what a model says, and the disk has what the model has: on disks with
    blocks of all sizes, and on one that is full again and again."""
    options = ("-b", block_size)
    image = disks.new_disk(configuration, tmp_path, ["tests/files_random"], kilobytes, options)
    done = run_on(image, configuration, f"/tests/files_random {block_size} 1500 /lot tell")
    expect_kept(image, done.console, tmp_path / "copy")


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_on_a_disk(configuration, tmp_path, program):
    """[Abuse: Files] What user/tests/ does to files on the root in memory, on a disk with small blocks."""
    image = disks.new_disk(configuration, tmp_path, [f"tests/{program}"], 6000, ("-b", 1024, "-N", 512))
    run_on(image, configuration, f"/tests/{program}")
    disks.expect_clean(image)
    assert not list(disks.fetch(image, "/tmp", tmp_path / "copy").iterdir())


# --- much work: what files_volume leaves behind ---


def volume(configuration, tmp_path, work, kilobytes, options=("-b", 1024), prepare=None, **named):
    """A machine does some of it in /data; a copy of that."""
    image = disks.new_disk(configuration, tmp_path, ["tests/files_volume"], kilobytes, options)
    if prepare:
        prepare(image)
    run_on(image, configuration, f"/tests/files_volume /data {work}", **named)
    disks.expect_clean(image)
    return image


def text_of(number):
    return f"file {number}\n" * (number % 97 + 1)


def expect_tree(folder, files):
    for number in range(files):
        assert (folder / f"d{number // 50}" / f"f{number}").read_text() == text_of(number)
    assert sum(1 for path in folder.rglob("f*") if path.is_file()) == files


def expect_numbers(file, count):
    assert file.read_bytes() == struct.pack(f"<{count}Q", *range(count))


def test_tree_of_2000_files(configuration, tmp_path):
    """[Abuse: Files] A tree of 2,000 small files."""
    image = volume(configuration, tmp_path, "tree 2000", 20_000, ("-b", 1024, "-N", 2500))
    expect_tree(disks.fetch(image, "/data", tmp_path / "copy"), 2000)


def test_long_file(configuration, tmp_path):
    """One file of 64 MiB, which is longer than the cache."""
    image = volume(configuration, tmp_path, "long 64", 80_000, ("-b", 4096))
    expect_numbers(disks.fetch(image, "/data", tmp_path / "copy") / "long", 64 << 17)


def test_sparse_file(configuration, tmp_path):
    """[Abuse: Files] Islands in a file through all levels of block numbers, up to its last possible byte, and EFBIG."""
    image = volume(configuration, tmp_path, "sparse", 6000)
    numbers = 1024 // 4
    blocks = 12 + numbers + numbers**2 + numbers**3
    said = disks.run("debugfs", "-R", "stat /data/sparse", image)
    assert f"Size: {blocks * 1024}" in said
    for place in (0, 20_000, 500_000, 80_000_000, blocks * 512, blocks * 1024 - 8):
        block = disks.run("debugfs", "-R", f"bmap /data/sparse {place // 1024}", image).splitlines()[-1]
        disk = image.read_bytes()[int(block) * 1024 :][:1024] + bytes(1024)
        assert disk[place % 1024 :].startswith(b"island!" if place % 1024 < 1017 else b"")


def index_folder(image):
    """Gives a folder with many names an index of them, as a Linux that knows ext3 does."""
    names = "".join(f"symlink old_name_{number}_{'x' * 40} nothing\n" for number in range(300))
    disks.change(image, f"cd data\n{names}")
    disks.power_cuts.tool("e2fsck", "-fyD", image)
    assert "0x1000" in disks.run("debugfs", "-R", "stat /data", image), "there is no index"
    disks.expect_clean(image)


def test_folder_with_an_index(configuration, tmp_path):
    """A directory with an htree index is changed correctly, or has its flag cleared."""
    image = volume(configuration, tmp_path, "names 200", 6000, ("-b", 1024, "-N", 1000, "-O", "dir_index"), index_folder)
    there = {path.name for path in disks.fetch(image, "/data", tmp_path / "copy").iterdir()}
    assert len([name for name in there if name.startswith("old_name_")]) == 300
    assert {name for name in there if name.startswith("new")} == {f"new_name_{n}" for n in range(200) if n % 3}


def test_four_processes_on_four_harts(tmp_path):
    """[Abuse: Files] Four processes write at once, trees, long files and names in one folder."""
    image = volume(FOUR, tmp_path, "together 150", 20_000, ("-b", 1024, "-N", 2000))
    folder = disks.fetch(image, "/data", tmp_path / "copy")
    for process in range(4):
        expect_tree(folder / f"p{process}", 150)
        expect_numbers(folder / f"p{process}" / "long", 16 << 13)
    assert {path.name for path in (folder / "all").iterdir()} == {f"n{p}_{i}" for p in range(4) for i in range(0, 16, 2)}
