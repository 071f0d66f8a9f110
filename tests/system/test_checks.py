# tests/system/test_checks.py: each check of `make check` finds a violation planted for it, and nothing else.

import os
import subprocess
from pathlib import Path

import pytest
from harness import ROOT, TIME_LIMIT

pytestmark = pytest.mark.quick
CHECKS = ROOT / "scripts/check"

# What some of the trees below need besides.
LOCK = """// sync/lock.h: a lock.
#pragma once
#define GUARDED_BY(lock) __attribute__((guarded_by(lock)))
struct __attribute__((capability("lock"))) Lock {
    void lock() __attribute__((acquire_capability()));
    void unlock() __attribute__((release_capability()));
};
struct Counter {
    Lock lock_;
    int count_ GUARDED_BY(lock_) = 0;
    void add();
};
"""
NOTE = "TO" "DO"  # in two pieces, because words.py reads this file too
LONG_FUNCTION = "// trap/long.cpp: one.\nint f(int n) {\n" + "    n += 1;\n" * 58 + "    return n;\n}\n"
TABLE = {
    "kernel/abi/errno.def": 'ERROR(badf, EBADF, 9, "Bad file descriptor")\n',
    "kernel/abi/syscalls.def": 'SYSCALL(0, close, void, (Fd fd), (), (badf), "Give up a descriptor.", 1)\n',
}
CLOSE = """\
namespace {

bool is_open(Fd fd) {
    // Not Errno::inval.
    return check(fd) != Errno::io;
}

Result<void> close_file(Fd fd) {
    if (!is_open(fd)) return Errno::badf;
    return {};
}

} // namespace

Result<int> other() { return Errno::inval; }

Result<void> sys_close(Fd fd) { return close_file(fd); }
"""
GOOD_C = "// user/libc/include/a.h: a header.\n#pragma once\nint f(int n);\n"


def run(check: str, tree: Path) -> subprocess.CompletedProcess:
    return subprocess.run([CHECKS / check, tree], capture_output=True, text=True, timeout=TIME_LIMIT)


def plant(tree: Path, files: dict) -> None:
    for name, text in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


# The check, good files, one of them with something wrong, and what the finding says. The good ones show that
# the check does not simply refuse everything.
CASES = {
    "format": (
        "format.sh",
        {"kernel/a.cpp": "int f(int n) { return n + 1; }\n", "user/b.c": "int b;\n", "tests/c.h": "int c;\n"},
        {"kernel/a.cpp": "int f(int n){return n+1;}\n"},
        "kernel/a.cpp:1:",
    ),
    "a room to the right": (
        "layers.py",
        {
            "kernel/sync/a.h": '#include "arch/b.h"\n#include <span>\n',
            "kernel/main.cpp": '#include "sync/a.h"\n',
        },
        {"kernel/sync/a.h": '// sync\n#include "thread/b.h"\n'},
        'kernel/sync/a.h:2: sync must not include "thread/b.h"',
    ),
    "lib does not depend on arch": (
        "layers.py",
        {"kernel/lib/a.cpp": '#include "abi/b.h"\n// #include "arch/b.h"\n'},
        {"kernel/lib/a.cpp": '  #  include "arch/b.h"\n'},
        "kernel/lib/a.cpp:1:",
    ),
    "a room without a place": (
        "layers.py",
        {"kernel/trap/a.h": "\n"},
        {"kernel/attic/a.h": "\n"},
        "kernel/attic/a.h:1: attic is no room",
    ),
    "a header without its room": (
        "layers.py",
        {"kernel/trap/a.cpp": '#include "trap/a.h"\n'},
        {"kernel/trap/a.cpp": '#include "a.h"\n'},
        '"a.h" does not start with a room',
    ),
    "a hosted header": (
        "layers.py",
        {"kernel/trap/a.cpp": "#include <span>\n"},
        {"kernel/trap/a.cpp": "#include <vector>\n"},
        "<vector> is not a freestanding header",
    ),
    "a program looks into the kernel": (
        "layers.py",
        {
            "kernel/abi/a.h": "",
            "kernel/lib/list.h": "",
            "user/bin/a.cpp": '#include "abi/a.h"\n#include <stdio.h>\n',
        },
        {"user/bin/a.cpp": '#include "lib/list.h"\n'},
        'user/bin/a.cpp:1: a program may include only abi/ of the kernel, not "lib/list.h"',
    ),
    "a program looks into the kernel by a path": (
        "layers.py",
        {"kernel/lib/list.h": "", "user/bin/list.h": "", "user/bin/a.cpp": '#include "list.h"\n'},
        {"user/bin/a.cpp": '#include "../../kernel/lib/list.h"\n'},
        "user/bin/a.cpp:1:",
    ),
    "a machine-mode register": (
        "privilege.py",
        {
            "kernel/trap/a.S": "    csrw xepc, t0 // mepc\n    csrr t0, satp\n    xret\n",
            "kernel/mode/machine/boot.S": "    csrw mtvec, t0\n    mret\n",
            "kernel/mode/supervisor/boot.S": "    csrw stvec, t0\n    sret\n",
            "kernel/arch/privilege.h": "#if PRIVILEGE == 3\n#define xret mret\n#endif\n",
            "kernel/arch/a.h": "/* sepc */ int x = 1 << PRIVILEGE;\nint y = PRIVILEGE << 8;\n",
        },
        {"kernel/trap/a.S": "    csrw mepc, t0\n"},
        "kernel/trap/a.S:1: mepc names a mode",
    ),
    "a supervisor-mode register in inline assembly": (
        "privilege.py",
        {"kernel/arch/a.cpp": "// sstatus\n"},
        {"kernel/arch/a.cpp": 'void f() { asm volatile("csrr t0, sstatus"); }\n'},
        "sstatus names a mode",
    ),
    "a return of one mode": (
        "privilege.py",
        {"kernel/trap/a.S": "    xret\n"},
        {"kernel/trap/a.S": "    sret\n"},
        "sret is for one mode only",
    ),
    "a preprocessor's choice of mode": (
        "privilege.py",
        {"kernel/trap/a.cpp": "#if 1\n#endif\n"},
        {"kernel/trap/a.cpp": "\n#if PRIVILEGE == 3\n#endif\n"},
        "kernel/trap/a.cpp:2: a choice by privilege mode",
    ),
    "a compiler's choice of mode": (
        "privilege.py",
        {"kernel/trap/a.cpp": "int a = PRIVILEGE;\n"},
        {"kernel/trap/a.cpp": "int a = PRIVILEGE == 3 ? 1 : 2;\n"},
        "kernel/trap/a.cpp:1: a choice by privilege mode",
    ),
    "a choice by where the kernel is": (
        "privilege.py",
        {"kernel/memory/a.cpp": "int a = PHYS_BASE_OFFSET + 1;\n"},
        {"kernel/memory/a.cpp": "int a = PHYS_BASE_OFFSET != 0;\n"},
        "kernel/memory/a.cpp:1: a choice by privilege mode",
    ),
    "a file that only one mode has": (
        "privilege.py",
        {"kernel/mode/machine/a.cpp": "", "kernel/mode/supervisor/a.cpp": ""},
        {"kernel/mode/machine/b.cpp": ""},
        "kernel/mode/supervisor/b.cpp:1: is not there",
    ),
    "a choice of mode by an if": (
        "privilege.py",
        {"kernel/trap/a.cpp": "int f() { if (a) return PRIVILEGE_OF_ALL; }\n"},
        {"kernel/trap/a.cpp": "int f() {\n    if constexpr (3 & PRIVILEGE) return 1;\n}\n"},
        "kernel/trap/a.cpp:2: a choice by privilege mode",
    ),
    "a header of the kernel that does not compile alone": (
        "headers.sh",
        {
            "kernel/lib/a.h": '#pragma once\n#include "lib/b.h"\nB f();\n',
            "kernel/lib/b.h": "#pragma once\nstruct B {};\n",
        },
        {"kernel/lib/a.h": "#pragma once\nB f();\n"},
        "kernel/lib/a.h:2",
    ),
    "a header of the libc that C cannot read": (
        "headers.sh",
        {"user/libc/include/a.h": GOOD_C, "user/libc/include/syscalls.h": "namespace sys {}\n"},
        {"user/libc/include/a.h": GOOD_C + "namespace a {}\n"},
        "user/libc/include/a.h:4",
    ),
    "a header of the libc that C++ cannot read": (
        "headers.sh",
        {"user/libc/include/a.h": GOOD_C},
        {"user/libc/include/a.h": GOOD_C + "int class;\n"},
        "user/libc/include/a.h:4",
    ),
    "another path in the first line": (
        "first_line.py",
        {
            "kernel/trap/a.cpp": "// trap/a.cpp: what happens at a trap.\n",
            "user/libc/a.h": "/* user/libc/a.h: what there is. */\n",
            "scripts/a.sh": "#!/bin/sh\n# scripts/a.sh: does one thing.\n",
            "Makefile": "# Makefile: how it is built.\n",
        },
        {"kernel/trap/a.cpp": "// trap/b.cpp: what happens at a trap.\n"},
        'kernel/trap/a.cpp:1: this line must be a comment that starts with "trap/a.cpp: "',
    ),
    "no sentence in the first line": (
        "first_line.py",
        {"scripts/a.py": "# scripts/a.py: does one thing.\n"},
        {"scripts/a.py": "# scripts/a.py: does\n"},
        "scripts/a.py:1: after the path a sentence is missing",
    ),
    "an empty file": ("first_line.py", {}, {"kernel/lib/a.h": ""}, "kernel/lib/a.h:1:"),
    "a cast without a reason": (
        "casts.py",
        {
            "kernel/a.cpp": "// the device is there\nint* a = reinterpret_cast<int*>(16);\n\n"
            "int* b = reinterpret_cast<int*>(32); // and so is this one\n"
        },
        {"kernel/a.cpp": "// unrelated\n\nint* a = reinterpret_cast<int*>(16);\n"},
        "kernel/a.cpp:3: reinterpret_cast without its reason",
    ),
    "an asm without a reason": (
        "casts.py",
        {
            "kernel/a.h": "// Each asm below is one instruction.\nvoid f() {\n    g();\n"
            '    asm("nop");\n}\n\nchar* s = "asm";\n'
        },
        {"kernel/a.h": 'void f() {\n    asm("nop"\n        : : : "memory");\n}\n'},
        "kernel/a.h:2: asm without its reason",
    ),
    "a guarded variable without its lock": (
        "thread_safety.sh",
        {
            "kernel/sync/lock.h": LOCK,
            "kernel/sync/a.cpp": '#include "sync/lock.h"\n#include <atomic>\n#include <span>\n'
            "void Counter::add() {\n    lock_.lock();\n    count_++;\n    lock_.unlock();\n}\n",
        },
        {"kernel/sync/a.cpp": '#include "sync/lock.h"\nvoid Counter::add() {\n    count_++;\n}\n'},
        "kernel/sync/a.cpp:3:5: error: writing variable 'count_' requires holding lock 'lock_'",
    ),
    "a guarded variable in the other mode": (
        "thread_safety.sh",
        {"kernel/sync/lock.h": LOCK, "kernel/mode/supervisor/a.cpp": "static_assert(PRIVILEGE == 1);\n"},
        {"kernel/mode/supervisor/a.cpp": '#include "sync/lock.h"\nvoid Counter::add() { count_++; }\n'},
        "kernel/mode/supervisor/a.cpp:2",
    ),
    "a shell script with a trap": (
        "shell.sh",
        {"scripts/a.sh": '#!/bin/sh\ncat "$1"\n'},
        {"scripts/a.sh": "#!/bin/sh\ncat $1\n"},
        "scripts/a.sh:2:",
    ),
    "a shell script by its first line": (
        "shell.sh",
        {".ci/run": '#!/usr/bin/env bash\ncat "$1"\n'},
        {".ci/run": "#!/usr/bin/env bash\ncat $1\n"},
        ".ci/run:2:",
    ),
    "a Python script that does not compile": (
        "python.py",
        {"scripts/a.py": "print(1)\n", "scripts/b": "#!/usr/bin/env python3\nprint(1)\n"},
        {"scripts/b": "#!/usr/bin/env python3\nprint(1\n"},
        "scripts/b:2:",
    ),
    "a script that is not there": (
        "docs.py",
        {"scripts/a.sh": "", "README.md": "`./scripts/a.sh qemu` `make all`\n"},
        {"README.md": "`./scripts/b.sh qemu`\n"},
        "there is no scripts/b.sh",
    ),
    "a path that is not there": (
        "docs.py",
        {
            "kernel/trap/a.cpp": "void trap_handler() {}\n",
            "README.md": "`kernel/trap/a.cpp`, `trap/a.cpp:trap_handler`, `a.cpp`, `trap/`, `a/b`,"
            " `/dev/null`, `user/bin/foo.cpp`, `kernel/{trap}/*.cpp`, `build/x.elf`, `<vector.h>`\n```\n`none.h`\n```\n",
        },
        {"README.md": "see\n`kernel/trap/b.cpp`\n"},
        "README.md:2: `kernel/trap/b.cpp`: there is no kernel/trap/b.cpp",
    ),
    "a name that no file has": (
        "docs.py",
        {"kernel/trap/a.cpp": "", "docs/b.md": "`a.cpp`\n"},
        {"docs/b.md": "`aa.cpp`\n"},
        "docs/b.md:1: `aa.cpp`: there is no aa.cpp",
    ),
    "a folder that is not there": (
        "docs.py",
        {"kernel/trap/a.cpp": "", "docs/a.md": "`kernel/trap/`\n"},
        {"docs/a.md": "`kernel/traps/`\n"},
        "docs/a.md:1:",
    ),
    "a function that is not there": (
        "docs.py",
        {"kernel/trap/a.cpp": "void trap_handler() {}\n", "docs/a.md": "`trap/a.cpp:trap_handler`\n"},
        {"docs/a.md": "`trap/a.cpp:trap_hand`\n"},
        "trap/a.cpp does not mention trap_hand",
    ),
    "a line number": (
        "docs.py",
        {"kernel/trap/a.cpp": "void f();\n"},
        {"docs/a.md": "`trap/a.cpp:1`\n"},
        "cite the function",
    ),
    "a link that leads nowhere": (
        "docs.py",
        {"README.md": "# The house\n[a](docs/a.md#to-do-it) [b](#the-house)\n", "docs/a.md": "## To do it\n"},
        {"README.md": "[a](docs/b.md)\n"},
        "README.md:1: the link to docs/b.md leads nowhere",
    ),
    "a heading that is not there": (
        "docs.py",
        {"docs/a.md": "# A\n"},
        {"README.md": "[a](docs/a.md#b)\n"},
        "no such heading",
    ),
    "a page that is in no chapter": (
        "docs.py",
        {"docs/book/mkdocs.yml": "nav:\n  - A:\n      - a.md\n      - lessons/b.md\n", "docs/a.md": "", "docs/lessons/b.lesson": ""},
        {"docs/c/d.md": ""},
        "docs/book/mkdocs.yml:1: docs/c/d.md is in no chapter",
    ),
    "a note to oneself": (
        "words.py",
        {"kernel/a.h": "// to do something\n", "docs/style.md": f"No `{NOTE}` in the tree.\n"},
        {"kernel/a.h": f"\n// {NOTE}: think\n"},
        f"kernel/a.h:2: {NOTE}: a note to oneself",
    ),
    "the path of one machine": (
        "words.py",
        {"Makefile": "a: $(BUILD)/ro" "ot/b\n"},
        {"Makefile": "a: /ro" "ot/b\n"},
        "Makefile:1: /ro" "ot/: the path of one machine",
    ),
    "the host of a package registry": (
        "words.py",
        {".github/a.yml": "image: debian:12\n"},
        {".github/a.yml": "image: gh" "cr.io/debian:12\n"},
        ".github/a.yml:1:",
    ),
    "a program that help does not list": (
        "help.py",
        {
            "user/bin/foo.c": "",
            "user/bin/sh/builtins.cpp": '{"cd", run_cd},\n',
            "user/root/etc/help": "  foo   does it\n  sh    the shell\n *cd    goes there\n",
        },
        {"user/root/etc/help": "  sh    the shell\n *cd    goes there\n"},
        "foo is missing",
    ),
    "a handler answers what its row does not list": (
        "handler_errors.py",
        {**TABLE, "kernel/syscall/a.cpp": CLOSE},
        {"kernel/syscall/a.cpp": CLOSE.replace("{ return close_file(fd); }", "{\n    return Errno::perm;\n}")},
        "kernel/syscall/a.cpp:18: close may answer perm, which its row does not list",
    ),
    "a function that a handler calls does": (
        "handler_errors.py",
        {**TABLE, "kernel/syscall/a.cpp": CLOSE},
        {"kernel/syscall/a.cpp": CLOSE.replace("Errno::badf", "Errno::nomem")},
        "kernel/syscall/a.cpp:9: close may answer nomem, which its row does not list",
    ),
    "a long file": (
        "size.py",
        {"scripts/a.py": "a = 1\n" * 450},
        {"scripts/a.py": "a = 1\n" * 451},
        "scripts/a.py:451: 451 lines",
    ),
    "a long function": (
        "size.py",
        {"kernel/trap/long.cpp": LONG_FUNCTION.replace("    n += 1;\n", "", 1)},
        {"kernel/trap/long.cpp": "namespace a {\nstruct B {\n" + LONG_FUNCTION + "};\n}\n"},
        "kernel/trap/long.cpp:4: f has 61 lines",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_planted_violation_is_found(name, tmp_path):
    check, good, bad, message = CASES[name]
    (tmp_path / ".clang-format").write_bytes((ROOT / ".clang-format").read_bytes())
    for folder in ("kernel", "user", "tests"):
        (tmp_path / folder).mkdir()
    plant(tmp_path, good)
    before = run(check, tmp_path)
    assert (before.returncode, before.stdout) == (0, ""), before.stdout + before.stderr
    plant(tmp_path, bad)
    after = run(check, tmp_path)
    assert after.returncode != 0
    assert message in after.stdout + after.stderr


def listed_checks() -> set:
    return set((CHECKS / "all.sh").read_text().split('checks="')[1].split('"')[0].split())


def test_every_check_is_run_and_has_a_case():
    scripts = {path.name for path in CHECKS.iterdir() if path.is_file() and os.access(path, os.X_OK)}
    scripts.remove("all.sh")
    assert scripts == listed_checks()
    assert scripts == {case[0] for case in CASES.values()}


def test_all_reports_each_check_and_fails_for_one(tmp_path):
    for folder in ("kernel", "user", "tests"):
        (tmp_path / folder).mkdir()
    good = run("all.sh", tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.splitlines()[-1] == f"{len(listed_checks())} passed, 0 failed"
    plant(tmp_path, {"kernel/lib/a.h": "// lib/a.h: not for a kernel.\n#pragma once\n#include <vector>\n"})
    bad = run("all.sh", tmp_path)
    assert bad.returncode == 1
    assert "check: layers.py          FAILED\n    kernel/lib/a.h:3: <vector>" in bad.stdout
    assert bad.stdout.splitlines()[-1].endswith(" failed") and not bad.stdout.endswith("0 failed\n")


def test_a_missing_tool_is_no_success(tmp_path):
    """A check whose tool is not installed must fail, not pass in silence."""
    plant(tmp_path, {"kernel/a.cpp": "int a;\n", "user/a.h": "", "tests/a.h": "", "scripts/a.sh": "cat\n"})
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in "bash dirname find sort xargs grep sed mktemp mkdir rm cat env".split():
        (tools / name).symlink_to(f"/usr/bin/{name}")
    for check in ("format.sh", "shell.sh", "headers.sh", "thread_safety.sh"):
        done = subprocess.run(
            [CHECKS / check, tmp_path], capture_output=True, timeout=TIME_LIMIT, env={"PATH": str(tools), "SBIN": ""}
        )
        assert done.returncode != 0, check
