#!/usr/bin/python3 -B
# scripts/check/python.py: checks that every Python script compiles; nothing is written.

from pathlib import Path
from typing import Iterator

from tree import Finding, files, main, read


def findings(root: Path) -> Iterator[Finding]:
    for path in files(root):
        text = read(root, path)
        if not path.endswith(".py") and not text.startswith(("#!/usr/bin/python3", "#!/usr/bin/env python3")):
            continue
        try:
            compile(text, path, "exec", dont_inherit=True)
        except SyntaxError as error:
            yield Finding(path, error.lineno or 1, error.msg)


main(findings)
