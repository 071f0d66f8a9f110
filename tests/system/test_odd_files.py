# tests/system/test_odd_files.py: links, and files that cannot be opened, on an image that has some.

import subprocess

from harness import make

# What odd_files wants to find in its folder, as debugfs makes it.
COMMANDS = """\
mkdir odd
cd odd
write {text} file
symlink to_file file
symlink to_folder folder
symlink absolute /odd/file
symlink dangling nothing
symlink loop loop
symlink up ..
symlink chain1 file
write {text} secret
set_inode_field secret mode 0100000
mknod fifo p
set_inode_field fifo mode 010600
mknod unknown c 77 7
write {text} popular
mkdir crowded
mkdir folder
cd folder
write {text} inside
cd ..
"""


def kernel_with_read_only_root(configuration, to):
    """A kernel whose root has a feature that only those may ignore who do not write."""
    image, kernel = to / "root.img", to / "kernel.elf"
    image.write_bytes(configuration.image.read_bytes())
    command = ["debugfs", "-w", "-R", "set_super_value feature_ro_compat 0x8001", str(image)]
    subprocess.run(command, check=True, capture_output=True)
    made = make("kernel-with", f"OUT={kernel}", f"ROOT={image}", *configuration.choices)
    assert made.returncode == 0, made.stdout
    return kernel


def kernel_with_odd_files(configuration, to):
    """A kernel whose root has such a folder, besides what it has."""
    text, image, kernel = to / "text", to / "root.img", to / "kernel.elf"
    text.write_text("a text\n")
    image.write_bytes(configuration.image.read_bytes())
    chain = "".join(f"symlink chain{n} chain{n - 1}\n" for n in range(2, 42))
    commands = COMMANDS.format(text=text) + chain
    run = dict(text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    subprocess.run(["debugfs", "-w", "-f", "-", str(image)], input=commands, **run)
    subprocess.run(["e2fsck", "-fn", str(image)], **run)
    for name in ("popular", "crowded"):  # a count that is not true: true ones would take 32000 names
        subprocess.run(["debugfs", "-w", "-R", f"set_inode_field /odd/{name} links_count 32000", str(image)], **run)
    made = make("kernel-with", f"OUT={kernel}", f"ROOT={image}", *configuration.choices)
    assert made.returncode == 0, made.stdout
    return kernel


def test_links_and_what_cannot_be_opened(batch, configuration, tmp_path):
    """[0.9] The errors loop, nxio, acces and mlink come about, and links are followed where they should be."""
    done = batch("/tests/odd_files /odd", kernel=kernel_with_odd_files(configuration, tmp_path))
    assert "not ok" not in done.console, done.console
    assert "EMLINK" in done.console and "ELOOP" in done.console and "ENXIO" in done.console, done.console
    done.expect_status(0)


def test_a_file_system_that_is_only_read(batch, configuration, tmp_path):
    """[0.9] With a feature that the kernel does not know it changes nothing: EROFS."""
    done = batch("/tests/read_only indeed", kernel=kernel_with_read_only_root(configuration, tmp_path))
    assert "not ok" not in done.console and "EROFS" in done.console, done.console
    done.expect_status(0)
