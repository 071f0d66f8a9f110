#!/usr/bin/env bash
# scripts/check/thread_safety.sh: lets clang prove that what a lock guards is touched only by who holds it.
# shellcheck disable=SC2086 # lists of flags are split on purpose
set -u
# shellcheck source=scripts/check/flags.sh
source "$(dirname "$0")/flags.sh"
cd "${1:-$(dirname "$0")/../..}" || exit 1

# clang has headers of its own for what belongs to a compiler, and borrows all others from the cross compiler.
borrowed=$("${cross}g++" -E -v -x c++ /dev/null 2>&1 | sed -n '/^#include </,/^End of/s/^ //p' |
    grep -vE '/[0-9][0-9.]*/include(-fixed)?$' | sed -e '/c++/s/^/-isystem /' -e '/c++/!s/^/-idirafter /')

# clang 14 calls C++23 c++2b, and has zicsr and zifencei without being asked.
flags="--target=riscv64-linux-gnu -std=c++2b -march=rv64imac -mabi=lp64 -nostdlibinc -nostdinc++
    $language_flags $kernel_folders $borrowed -fsyntax-only -fno-caret-diagnostics -ferror-limit=3
    -Wno-everything -Wthread-safety -Werror=thread-safety"

analyse() { # more flags; the names of the files come on standard input
    sort | xargs -r -P 2 -n 1 clang++ $flags "$@"
}

status=0
find kernel -name '*.cpp' -not -path '*/supervisor/*' | analyse $mode_flags || status=1
find kernel -name '*.cpp' -path '*/supervisor/*' | analyse -DPRIVILEGE=1 -DPHYS_BASE_OFFSET=0 || status=1
exit $status
