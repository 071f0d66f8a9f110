#!/usr/bin/env bash
# scripts/check/all.sh: runs every check on the tree, two at a time, a line for each, and counts what passed.
#
#   scripts/check/all.sh [ROOT]     the tree that holds this script, or another
#
# A check is a script here that prints its findings as file:line: text, and fails if it has any.
# Each runs alone too.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
root=$(cd "${1:-$here/../..}" && pwd) || exit 1

checks="headers.sh thread_safety.sh shell.sh format.sh
    layers.py privilege.py casts.py handler_errors.py first_line.py size.py words.py docs.py help.py python.py"

answers=$(mktemp -d) || exit 1
trap 'rm -rf "$answers"' EXIT
export here root answers

# The slow ones come first, so that the last to end is a short one.
run_one() {
    "$here/$1" "$root" >"$answers/$1.said" 2>&1
    echo $? >"$answers/$1.status"
}
export -f run_one
# shellcheck disable=SC2086,SC2016 # the list is split on purpose; the inner shell fills in its own $0
printf '%s\n' $checks | xargs -P 2 -n 1 bash -c 'run_one "$0"'

passed=0
failed=0
for check in $checks; do
    if [ "$(<"$answers/$check.status")" = 0 ]; then
        passed=$((passed + 1))
        printf 'check: %-18s ok\n' "$check"
    else
        failed=$((failed + 1))
        printf 'check: %-18s FAILED\n' "$check"
        sed 's/^/    /' "$answers/$check.said"
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
