#!/usr/bin/env bash
# scripts/check/format.sh: checks that clang-format would change nothing in the C and C++ files.
set -u
cd "${1:-$(dirname "$0")/../..}" || exit 1

if ! said=$(find . -path ./build -prune -o '(' -name '*.h' -o -name '*.cpp' -o -name '*.c' ')' -print | sort |
    xargs -r clang-format --dry-run -Werror --ferror-limit=1 --style=file 2>&1); then
    # Of what it says, the lines that name a place, if there are any.
    places=$(sed -n 's/ error: code should be.*/ clang-format -i would change this/p' <<<"$said")
    echo "${places:-$said}"
    exit 1
fi
