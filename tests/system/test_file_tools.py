# tests/system/test_file_tools.py: the tools that make, change, measure and remove files, and what they say when they cannot.

import re

import pytest


@pytest.fixture
def folder(shell):
    """A shell in an empty folder of its own, which goes afterwards."""
    assert shell.run("mkdir /tmp/here && cd /tmp/here") == (0, "")
    yield shell
    if shell.at_prompt:
        shell.run("cd / && rm -rf /tmp/here")


# Commands in an empty folder, and all that they print.
DEEDS = {
    "cp": (
        "echo one > a; chmod 751 a; touch -d 2020-02-29 a; cp a b; cp -p a c; cat b c; ls -l a c | cat; test b -nt a; echo $?",
        "one\none\n-rwxr-x--x 1 0 0 4 Feb 29  2020 a\n-rwxr-x--x 1 0 0 4 Feb 29  2020 c\n0\n",
    ),
    "cp replaces": ("echo long line > a; echo b > b; cp b a; cat a; chmod 400 a; cp -f b a; cat a", "b\nb\n"),
    "cp into a directory": ("mkdir d; echo 1 > a; echo 2 > b; cp a b d/; cat d/a d/b", "1\n2\n"),
    "cp -r": (
        "mkdir -p d/e; echo 1 > d/a; ln -s a d/l; chmod 500 d/e; cp -r d n; cp -r d n; find n | sort; readlink n/l; "
        "ls -ld n/e | cut -c 1-10; cat n/l",
        "n\nn/a\nn/d\nn/d/a\nn/d/e\nn/d/l\nn/e\nn/l\na\ndr-x------\n1\n",
    ),
    "cp keeps holes": (
        "truncate -s 1M a; echo x >> a; cp a b; cmp a b && du -k b; truncate -s 500K c; cp c d; stat d | grep Size",
        "8\tb\n  Size: 512000 bytes, 0 blocks of 512\n",
    ),
    "cp follows links": ("echo 1 > a; ln -s a l; cp l b; test -L b; echo $?; cat b", "1\n1\n"),
    "mv": ("echo 1 > a; mv a b; ls; mkdir d; mv b d; ls d; mv d/b d/c; mv d e; cat e/c; ls | cat", "b\nb\n1\ne\n"),
    "mv replaces": ("echo 1 > a; echo 2 > b; ln b c; mv a b; cat b c; mv -n c b; ls | cat; mv -f c b; cat b", "1\n2\nb\nc\n2\n"),
    "rm": ("touch a b; ln -s a l; rm l a; ls; rm -f a b; ls; mkdir -p d/e; touch d/e/f; rm -r d; ls", "b\n"),
    "rm asks": ("touch a b; (echo n; echo y) | rm -i a b; ls", "rm: remove a? rm: remove b? a\n"),
    "mkdir and rmdir": (
        "mkdir a a/b; mkdir -p a/b/c x/y/z; mkdir -p a; mkdir -m 700 m; ls -ld m | cut -c 1-10; rmdir -p x/y/z; "
        "find . | sort; (umask 077; mkdir u); ls -ld u | cut -c 1-10",
        "drwx------\n.\n./a\n./a/b\n./a/b/c\n./m\ndrwx------\n",
    ),
    "mkfifo": (
        "mkdir d; mkfifo -m 640 d/p; sh -c 'cat d/p & echo hello > d/p; wait'; cp -rp d n; "
        "find n -type p -name p; ls -l n/p | cut -c 1-10; test -p n/p; echo $?; (umask 077; mkfifo p q); ls -l p q | cut -c 1-10",
        "hello\nn/p\nprw-r-----\n0\nprw-------\nprw-------\n",
    ),
    "ln": (
        "echo 1 > a; ln a b; ln -s a s; echo 2 >> s; cat b; stat a | grep -c '2 links'; ls -l s | cut -c 1-10; readlink s; "
        "ln -sf b s; readlink s; ln -f a b; mkdir d; ln a b d; ls d | cat; ln -s nowhere l; cat l",
        "1\n2\n1\nlrwxrwxrwx\na\nb\na\nb\ncat: l: No such file or directory\n",
    ),
    "touch": (
        "touch -d @0 a; stat a | grep Modify; touch -c none; ls; touch -r a b; touch -m -d '2020-02-29 01:02:03' a; "
        "stat a | grep -e Access -e Modify; find . -newer b -type f; touch a; test a -nt b; echo $?",
        "Modify: 1970-01-01 00:00:00 UTC\na\nAccess: 1970-01-01 00:00:00 UTC\nModify: 2020-02-29 01:02:03 UTC\n./a\n0\n",
    ),
    "chmod": (
        "touch a; for m in 644 u+x go-r a=r,u+w g=u +x 4711 u-s,o= 1777; do chmod $m a; ls -l a | cut -c 1-10; done; "
        "mkdir -p d/e; touch d/f; chmod -R go=,u+X d; ls -l d | cut -c 1-10",
        "-rw-r--r--\n-rwxr--r--\n-rwx------\n-rw-r--r--\n-rw-rw-r--\n-rwxrwxr-x\n-rws--x--x\n-rwx--x---\n-rwxrwxrwt\n"
        "drwx------\n-rw-------\n",
    ),
    "umask": (
        "umask; umask 027; touch a; umask g+w,o=x; umask; touch b; umask 22; ls -l a b | cut -c 1-10",
        "0022\n0006\n-rw-r-----\n-rw-rw----\n",
    ),
    "du": (
        "mkdir d; head -c 5000 /dev/zero > d/a; ln d/a d/b; du d; du -s d; du -ak d; du -h d",
        "12\td\n12\td\n8\td/a\n12\td\n12K\td\n",
    ),
    "df": (
        "df / | wc -l; df -h . / | tail -n 1 | cut -c 36-; df -i | head -n 1; set -- $(df -k | tail -n 1); "
        "test $1 -ge $(($2 + $3)); echo $?",
        "2\n/\n    Files      Used      Free Use% Of\n0\n",
    ),
    "dd": (
        "echo 0123456789 > a; dd if=a of=b bs=2 skip=1 count=3; cat b; echo; echo XY | dd of=a bs=1 seek=4 count=2 conv=notrunc,"
        "fsync status=none; cat a; dd if=a bs=4 seek=1 of=b status=none; hexdump b | head -n 1; "
        "echo abcdef | dd bs=2 skip=1 status=none",
        "3+0 records in\n3+0 records out\n6 bytes copied\n234567\n0123XY6789\n"
        "00000000  32 33 34 35 30 31 32 33  58 59 36 37 38 39 0a     |23450123XY6789.|\ncdef\n",
    ),
    "find": (
        "mkdir -p d/e; touch d/empty; head -c 1500 /dev/zero > d/big; find d -size +2; find d -size 3 -type f; find d -size -1c; "
        "find d -empty; find d -name 'b*' -delete; find d; find d -delete; ls",
        "d\nd/e\nd/big\nd/big\nd/empty\nd/e\nd/empty\nd\nd/e\nd/empty\n",
    ),
    "tee": ("echo 1 | tee a b; echo 2 | tee -a a > b; cat a b", "1\n1\n2\n2\n"),
    "truncate": (
        "echo 12345 > a; truncate -s 3 a; cat a; echo; truncate -s +2 a; hexdump a | head -n 1; truncate -s -1000 a; "
        "truncate -c -s 5 none; truncate -s 2K b; ls -l | cut -c 18-22",
        "123\n00000000  31 32 33 00 00                                    |123..|\n   0 \n2048 \n",
    ),
    "mktemp": (
        "f=$(mktemp ./nXXXXXX); ls -l $f | cut -c 1-10; d=$(mktemp -d ./dXXXXXX); test -d $d; echo $?; rm -r $f $d; "
        "f=$(mktemp); test -f $f; echo $?; rm $f",
        "-rw-------\n0\n0\n",
    ),
    "readlink": ("ln -s a/b l; readlink -n l; echo; readlink l l", "a/b\na/b\na/b\n"),
    "sync": ("echo 1 > a; sync; echo $?; sync a; echo $?", "0\n0\n"),
    "date": (
        "date -u -d @1700000000; date -d '2024-02-29 23:59:59' '+%F %T %a %j%n%s'; test $(date +%Y) -ge 2026; echo $?",
        "Tue Nov 14 22:13:20 UTC 2023\n2024-02-29 23:59:59 Thu 060\n1709251199\n0\n",
    ),
    "stat": (
        "ln -s a l; touch -d @86399 a; stat a | grep -v Change; stat l | head -n 2",
        "  File: a\n  Kind: regular file\n  Size: 0 bytes, 0 blocks of 512\n Inode: N, 1 link\n"
        "  Mode: 0644 -rw-r--r--, owner 0, group 0\nAccess: 1970-01-01 23:59:59 UTC\nModify: 1970-01-01 23:59:59 UTC\n"
        "  File: l -> a\n  Kind: symbolic link\n",
    ),
    "ls": (
        "touch -d @3 b; touch -d @2 c; touch -d @3 a; ls -t | cat; ls -tr | cat; truncate -s 1500 c; ls -lh c | cut -c 18-21; "
        "ln -s c l; ls -l l | cut -c 1-10; ls -l l | cut -d '>' -f 2",
        "a\nb\nc\nc\nb\na\n1.5K\nlrwxrwxrwx\n c\n",
    ),
    "redirections": (
        "echo 1 > a; echo 2 >> a; cat a; echo 3 >| a; cat <> a; echo 4 <> b; ls | cat; exec 3<>a; echo X >&3; cat a; exec 3>&-; : > a; "
        "test -s a; echo $?",
        "1\n2\n3\n4\na\nb\nX\n1\n",
    ),
    "test": (
        "touch -d @5 old; touch new; ln old same; mkdir d; ln -s none l; for t in 'new -nt old' 'old -nt new' 'old -ot new' "
        "'old -nt none' 'none -ot old' 'same -ef old' 'new -ef old' '-s old' '-d d' '-L l' '-e l' '-f d' '! -e none'; do "
        "test $t; echo -n $?; done; echo",
        "0100001100110\n",
    ),
}


@pytest.mark.parametrize("name", DEEDS)
def test_deed(folder, name):
    commands, printed = DEEDS[name]
    _, output = folder.run(commands)
    assert re.sub(r"Inode: \d+", "Inode: N", output) == printed


# What is refused: the status, and what is said. A usage is one whatever it says.
USAGE = {
    "cp": ("", "a", "-x a b", "-r"),
    "mv": ("", "a", "-x a b"),
    "rm": ("", "-r", "-x a"),
    "mkdir": ("", "-x a", "-m"),
    "mkfifo": ("", "-x a", "-m"),
    "rmdir": ("", "-x a"),
    "ln": ("", "-x a", "-s"),
    "touch": ("", "-x a", "-d"),
    "chmod": ("", "644", "-R 644", "999 a", "u~x a", "rwx a"),
    "du": ("-x",),
    "df": ("-x",),
    "dd": ("x", "bs=0", "bs=x", "count=-1", "count=99999999999999999999", "conv=what", "status=all", "if"),
    "find": ("/tmp -what", "/tmp -name", "/tmp -size x", "/tmp -size 1x", "/tmp -type x"),
    "tee": ("-x",),
    "sync": ("-x",),
    "date": ("-x", "-d", "x", "+%F +%F"),
    "stat": ("", "-x"),
    "truncate": ("", "a", "-s x a", "-s 3", "-s 3x a", "-s -- a", "-s 99999999999G a"),
    "mktemp": ("-x", "aXXXXXX bXXXXXX"),
    "readlink": ("", "-x"),
    "ls": ("-x",),
    "edit": ("", "a b", "-x"),
    "cmp": ("", "a"),
}


@pytest.mark.parametrize("tool", USAGE)
def test_what_it_does_not_understand(folder, tool):
    for arguments in USAGE[tool]:
        status, output = folder.run(f"{tool} {arguments} < /dev/null")
        assert status == 2 and f"usage: {tool}" in output, f"{tool} {arguments}: {status}, {output}"
    assert folder.run("ls") == (0, ""), "nothing was made"


# In a folder with a file, a directory with a file in it, and a link to nowhere: all of these fail with status 1.
REFUSED = {
    "cp none b": "cp: none: No such file or directory",
    "cp a none/b": "cp: none/b: No such file or directory",
    "cp a a": "cp: a: this is the file that it would be copied from",
    "cp d b": "cp: d: a directory: not copied without -r",
    "cp -r d d/e": "cp: d: cannot be copied into itself",
    "cp -r d d": "cp: d: cannot be copied into itself",
    "cp -r d a": "cp: a: File exists",
    "cp d/f /tmp d/f": "cp: d/f: Not a directory",
    "cp a d/f b": "cp: b: Not a directory",
    "cp d/f a/b": "cp: a/b: Not a directory",
    "mv none b": "mv: none: No such file or directory",
    "mv a a": "mv: a and a are the same file",
    "mv d d/e": "mv: d to d/e: Invalid argument",
    "mv a d/f b": "mv: b: Not a directory",
    "mv d a": "mv: d to a: Not a directory",
    "mv a none/b": "mv: a to none/b: No such file or directory",
    "rm none": "rm: none: No such file or directory",
    "rm d": "rm: d: Is a directory",
    "rm -rf .": "rm: .: what one stands in, or on, is not removed",
    "rm -r d/..": "rm: d/..: what one stands in, or on, is not removed",
    "rm -rf /": "rm: /: what one stands in, or on, is not removed",
    "mkdir a": "mkdir: a: File exists",
    "mkdir -p a": "mkdir: a: File exists",
    "mkdir x/y": "mkdir: x/y: No such file or directory",
    "mkdir -p a/b": "mkdir: a: File exists",
    "mkdir -m 888 x": "mkdir: 888: not a mode",
    "mkfifo a": "mkfifo: a: File exists",
    "mkfifo none/p": "mkfifo: none/p: No such file or directory",
    "mkfifo -m 888 x": "mkfifo: 888: not a mode",
    "rmdir a": "rmdir: a: Not a directory",
    "rmdir d": "rmdir: d: Directory not empty",
    "rmdir none": "rmdir: none: No such file or directory",
    "rmdir d/.": "rmdir: d/.: Invalid argument",
    "ln none b": "ln: none: No such file or directory",
    "ln a d/f": "ln: d/f: File exists",
    "ln -s x a": "ln: a: File exists",
    "ln d b": "ln: b: Operation not permitted",
    "touch none/a": "touch: none/a: No such file or directory",
    "touch -d yesterday b": "touch: yesterday: neither @seconds nor a date such as 2026-12-31 23:59:59",
    "touch -d 2023-02-29 b": "touch: 2023-02-29: neither @seconds nor a date such as 2026-12-31 23:59:59",
    "touch -r none b": "touch: none: No such file or directory",
    "chmod 644 none": "chmod: none: No such file or directory",
    "du none": "du: none: No such file or directory",
    "df none": "df: none: No such file or directory",
    "dd if=none": "dd: none: No such file or directory",
    "dd if=d": "dd: d: Is a directory",
    "dd if=a of=d": "dd: d: Is a directory",
    "find none": "find: none: No such file or directory",
    "find d -newer none": "find: none: No such file or directory",
    "sync none": "sync: none: No such file or directory",
    "date -d x": "date: x: neither @seconds nor a date such as 2026-12-31 23:59:59",
    "stat none": "stat: none: No such file or directory",
    "truncate -s 3 d": "truncate: d: Is a directory",
    "truncate -s 3 none/a": "truncate: none/a: No such file or directory",
    "mktemp name": "mktemp: name: does not end with XXXXXX",
    "mktemp none/aXXXXXX": "mktemp: none/aXXXXXX: No such file or directory",
    "readlink a": "readlink: a: Invalid argument",
    "readlink none": "readlink: none: No such file or directory",
    "edit d": "edit: d: Is a directory",
    "echo x > d": "sh: d: Is a directory",
    "echo x > none/a": "sh: none/a: No such file or directory",
    "echo x | tee d": "tee: d: Is a directory",
    "cat l": "cat: l: No such file or directory",
    "umask 888": "sh: umask: usage: umask [mode]",
    "umask u~x": "sh: umask: usage: umask [mode]",
}


def test_what_cannot_be_done(folder):
    """Each is told in words, with what it is about; and nothing has changed."""
    assert folder.run("echo 1 > a; mkdir d; echo 2 > d/f; ln -s none l; touch -d @5 a d d/f")[0] == 0
    wrong = []
    for command, said in REFUSED.items():
        status, output = folder.run(command)
        if status != 1 or said not in output.splitlines():
            wrong.append(f"{command}: status {status}, {output!r}")
    assert not wrong, "\n".join(wrong)
    assert folder.run("cat a d/f; find . | sort; stat a d/f | grep -c Modify:.1970") == (
        0,
        "1\n2\n.\n./a\n./d\n./d/f\n./l\n2\n",
    )


# Each writes what does not fit.
INTO_A_FULL_DISK = {
    "echo x > a": "echo: standard output: No space left on device",
    "printf %d 1 > a": "printf: standard output: No space left on device",
    "cat /etc/motd > a": "cat: standard output: No space left on device",
    "cat -n /etc/motd > a": "cat: standard output: No space left on device",
    "cat < /etc/motd > a": "cat: standard output: No space left on device",
    "ls / > a": "ls: standard output: No space left on device",
    "pwd > a": "sh: standard output: No space left on device",
    "date > a": "date: standard output: No space left on device",
    "echo x | tee a": "tee: a: No space left on device",
    "echo x | tee > a": "tee: standard output: No space left on device",
    "cp /etc/motd a": "cp: a: No space left on device",
    "cp /dev/zero a": "cp: a: No space left on device",
    "dd if=/etc/motd of=a status=none": "dd: a: No space left on device",
    "sort /etc/motd > a": "sort: standard output: No space left on device",
    "grep . /etc/motd > a": "grep: standard output: No space left on device",
    "stat / > a": "stat: standard output: No space left on device",
    "seq 3 > a": "seq: standard output: No space left on device",
    "mkdir d": "mkdir: d: No space left on device",
}


def test_full_disk(folder):
    """Whoever cannot write says so, and fails; afterwards there is as much room as before."""
    free = "set -- $(df -k | tail -n 1); echo $3"
    before = folder.run(free)[1]
    status, output = folder.run("dd if=/dev/zero of=full bs=4k; ls")
    assert output.startswith("dd: full: No space left on device\n") and output.endswith("\nfull\n"), output
    assert folder.run(free) == (0, "0\n")
    wrong = []
    for command, said in INTO_A_FULL_DISK.items():
        status, output = folder.run(command)
        if status == 0 or said not in output.splitlines():
            wrong.append(f"{command}: status {status}, {output!r}")
    assert not wrong, "\n".join(wrong)
    assert folder.run("test -d d || rm -f a full; sync; ls; " + free) == (0, before)
