#!/usr/bin/python3 -B
# scripts/lab.py: begins a lab of docs/labs/: changes this tree into what a student starts from.
"""scripts/lab.py LAB [WITH]: WITH is starter (as long as nothing is said), solution, or the name of a bug. The tree must be
one of git's, with nothing changed in it."""

import sys

from grading.labs import LABS, ROOT, Problem, apply, git, has_patch, read_lab

FILES_TOLD = 5


def refuse_unless_clean(root):
    """What a patch changes must not be mixed up with what somebody has changed."""
    top = git(root, "rev-parse", "--show-toplevel")
    if top.returncode != 0 or not root.samefile(top.stdout.strip()):
        raise Problem(
            "this tree is none of git's, so that nobody could tell later what you have changed, or take it back. Make it one:"
            " git init && git add -A && git commit -m 'before the lab'"
        )
    changed = git(root, "status", "--porcelain").stdout.splitlines()
    if changed:
        more = [f"   and {len(changed) - FILES_TOLD} more"] if len(changed) > FILES_TOLD else []
        told = "\n".join([*changed[:FILES_TOLD], *more])
        raise Problem(
            f"this tree has changes of its own, and a lab begins without:\n{told}\n"
            "`git commit` keeps them, `git stash -u` puts them away"
        )


def begin(root, lab, what):
    refuse_unless_clean(root)
    patches = lab.patches_for(what)
    if has_patch(patches[0], root):
        raise Problem(f"this tree has the starter of {lab.name} already: go on with it, or git checkout what was before")
    apply(patches, root)
    changed = git(root, "status", "--porcelain").stdout or "Nothing had to be changed: this tree is that already.\n"
    print(
        f"{lab.name}: {patches[-1].title}\n\n{changed}\n"
        f"The text is {LABS / lab.name / 'README.md'}. `make grade LAB={lab.name}` tells how far you are.\n"
        "`git add -A && git commit` now, and `git diff` will show what is yours; `git stash -u` takes the lab away."
    )


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    try:
        begin(ROOT, read_lab(sys.argv[1]), (sys.argv[2:] or ["starter"])[0])
    except Problem as problem:
        print(f"lab: {problem}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
