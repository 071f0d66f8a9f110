# tests/system/test_broken_disk.py: disks on which something is not what it should be.
"""Whoever comes across it is told EIO, the log tells where, and the kernel goes on."""

import struct

import pytest

import disks
from harness import Batch

SUPERBLOCK = 1024
BLOCK = 1024


def inode_of(image, path):
    return int(disks.run("debugfs", "-R", f"stat {path}", image).split()[1])


def block_of(image, path, index=0):
    """Where the file has this one of its blocks."""
    return int(disks.run("debugfs", "-R", f"bmap {path} {index}", image).splitlines()[-1])


def patch(image, place, form, *values):
    with image.open("r+b") as file:
        file.seek(place)
        file.write(struct.pack("<" + form, *values))


def set_fields(**fields):
    """A kind of damage: debugfs changes fields of the victim's inode."""

    def damage(image, path):
        lines = (f"set_inode_field {path} {name.replace('_at_', '[').replace('_end', ']')} {value}\n" for name, value in fields.items())
        disks.change(image, "".join(lines))

    return damage


def patch_record(offset, form, value):
    """Another kind: a record of the victim's, which is a directory."""

    def damage(image, path):
        patch(image, block_of(image, path) * BLOCK + offset, form, value)

    return damage


def patch_numbers(image, path):
    """The block of block numbers of a file has wild ones."""
    block = int(disks.run("debugfs", "-R", f"blocks {path}", image).split()[12])
    patch(image, block * BLOCK, "256I", *[0x7FFFFFFF] * 256)


def circle(image, path):
    """The block of block numbers leads back to itself."""
    block = int(disks.run("debugfs", "-R", f"blocks {path}", image).split()[12])
    patch(image, block * BLOCK, "256I", *[block] * 256)


# Each victim is a file or a directory of its own; what a program does to it, and whether that is told as an error.
VICTIMS = {
    "file_block": (set_fields(block_at_0_end=9_999_999), "cat {}"),
    "file_in_table": (set_fields(block_at_0_end=1, size=500), "echo x >> {}"),
    "file_mode": (set_fields(mode="0170000"), "cat {}"),
    "file_links": (set_fields(links_count=0), "cat {}"),
    "file_index": (set_fields(block_at_IND_end=5_000_000), "cat {}"),
    "file_numbers": (patch_numbers, "cat {}"),
    "dir_size": (set_fields(size=1000), "ls {}"),
    "dir_block": (set_fields(block_at_0_end=0x7FFFFFF), "ls {}"),
    "dir_record_zero": (patch_record(4, "H", 0), "ls {}"),
    "dir_record_long": (patch_record(4, "H", 2000), "ls {}"),
    "dir_record_odd": (patch_record(4, "H", 13), "ls {}"),
    "dir_name_long": (patch_record(6, "B", 255), "ls {}"),
    "dir_entry_wild": (patch_record(24, "I", 0x7FFFFFFF), "cat {}/inside"),
    "dir_entry_free": (patch_record(24, "I", 190), "cat {}/inside"),
}


def test_each_place_is_told(configuration, tmp_path):
    """[Abuse: Files] One disk with damage of many kinds: each is EIO for who meets it, the log has inode and block, and
    what is whole is read and written as ever."""
    options = ("-b", BLOCK, "-N", 200)
    image = disks.new_disk(configuration, tmp_path, ["bin/rm", "bin/dmesg"], 6000, options)
    text = tmp_path / "text"
    text.write_bytes(b"long enough for a block of numbers\n" * 600)
    making = [f"mkdir {name}\ncd {name}\nwrite {text} inside\ncd ..\n" if name.startswith("dir") else f"write {text} {name}\n" for name in VICTIMS]
    disks.change(image, f"cd data\nwrite {text} whole\n" + "".join(making))
    disks.expect_clean(image)
    inodes = {name: inode_of(image, f"/data/{name}") for name in VICTIMS}
    for name, (damage, _) in VICTIMS.items():
        damage(image, f"/data/{name}")
    script = "".join(f"echo @{name}; {action.format('/data/' + name)}; " for name, (_, action) in VICTIMS.items())
    script += "echo @end; cat /data/whole > /data/copy; cat /data/copy; echo @log; dmesg"
    done = Batch(configuration, command=script, more=disks.on_disk(image)).expect_status(0)
    told = {part.split("\n", 1)[0]: part for part in done.console.split("@")[1:]}
    for name, (_, action) in VICTIMS.items():
        assert "Input/output error" in told[name], f"{action} of {name}: {told[name]}"
        assert "ext2: corrupt: inode" in told[name], told[name]
        inode = 0x7FFFFFFF if name == "dir_entry_wild" else 190 if name == "dir_entry_free" else inodes[name]
        assert f"inode {inode}, block " in told[name], f"inode {inode}: {told[name]}"
    assert told["end"].count("long enough") == 600, told["end"]
    assert "with errors" in disks.run("debugfs", "-R", "show_super_stats -h", image), "e2fsck would not look at it"


@pytest.mark.parametrize(
    "place, form, value, words",
    [
        (56, "H", 0, "magic"),
        (4, "I", 1 << 30, "larger than the disk"),
        (96, "I", 0x42, "features that this kernel does not know"),
        (88, "H", 100, "size of inodes"),
        (40, "I", 0, "inodes in a group"),
        (32, "I", 1 << 20, "blocks in a group"),
    ],
)
def test_disks_that_are_refused(configuration, tmp_path, place, form, value, words):
    """What says that it is no ext2 for this kernel is refused in plain words, and the machine goes off."""
    image = disks.new_disk(configuration, tmp_path, (), 3000, ("-b", BLOCK))
    patch(image, SUPERBLOCK + place, form, value)
    before = image.read_bytes()
    done = Batch(configuration, command="echo alive", more=disks.on_disk(image))
    assert words in done.console and "alive" not in done.console and "panic" not in done.console, done.console
    assert done.status != 0 and image.read_bytes() == before


def test_a_disk_that_is_cut_short(configuration, tmp_path):
    """[Abuse: Files] Half of a disk is none."""
    image = disks.new_disk(configuration, tmp_path, (), 3000, ("-b", BLOCK))
    with image.open("r+b") as file:
        file.truncate(1500 * 1024)
    done = Batch(configuration, command="echo alive", more=disks.on_disk(image))
    assert "larger than the disk" in done.console and "alive" not in done.console, done.console


def test_bits_that_say_that_all_is_free(configuration, tmp_path):
    """[Abuse: Files] Bitmaps are not believed: blocks of the file system itself are not given to files."""
    image = disks.new_disk(configuration, tmp_path, (), 3000, ("-b", BLOCK))
    disks.change(image, "freeb 1 40\n")
    script = "echo new > /data/new; cat /data/new; cat /etc/motd"
    done = Batch(configuration, command=script, more=disks.on_disk(image))
    assert "a disk" in done.console and "panic" not in done.console, done.console
    status, output = disks.power_cuts.tool("e2fsck", "-fy", image)
    assert "claimed" not in output and status in (0, 1), output


def test_a_feature_for_readers_only(configuration, tmp_path):
    """[Abuse: Files] A feature that only who writes must know makes the disk read-only: EROFS, and nothing changes."""
    image = disks.new_disk(configuration, tmp_path, (), 3000, ("-b", BLOCK))
    patch(image, SUPERBLOCK + 100, "I", 0x8003)
    before = image.read_bytes()
    done = Batch(configuration, command="cat /etc/motd; echo x > /data/x; cat /data/x", more=disks.on_disk(image))
    assert "a disk" in done.console and "Read-only file system" in done.console, done.console
    assert image.read_bytes() == before
