#!/usr/bin/env bash
# scripts/disk_get.sh: brings a file, or a folder with all that is in it, from a disk image to this machine.
#
#   disk_get.sh IMAGE FILE [TO]     FILE is a path on the disk; without TO it comes here, by its own name
#
# What is here already is only replaced if TO says so.
set -euo pipefail
image=$1 file=/${2#/} to=${3-}
name=$(basename "$file")

fail() {
    echo "disk_get.sh: $1" >&2
    exit 1
}

# debugfs tells of errors, but its exit status does not. It takes a name with spaces in double quotes.
ask() { debugfs -R "$1" "$image" 2>&1 | sed 1d; }

case $file$to in *'"'*) fail "a name with a double quote in it cannot be asked for" ;; esac
kind=$(ask "stat \"$file\"" | sed -n 's/.* Type: \([a-z]*\).*/\1/p')
[ -n "$kind" ] || fail "$image has no $file"
if [ -z "$to" ]; then
    to=$name
    [ ! -e "$to" ] || fail "there is a $to here already: say where to with TO="
fi
[ ! -d "$to" ] || to=$to/$name
case $kind in
regular) errors=$(ask "dump \"$file\" \"$to\"") ;;
directory)
    staging=$(mktemp -d)
    trap 'rm -rf "$staging"' EXIT
    errors=$(ask "rdump \"$file\" \"$staging\"")
    mkdir -p "$to"
    if [ "$file" = / ]; then cp -r "$staging"/. "$to"/; else cp -r "$staging/$name"/. "$to"/; fi
    ;;
*) fail "$file is neither a file nor a folder" ;;
esac
[ -z "$errors" ] || fail "$errors"
[ -e "$to" ] || fail "$to could not be written"
echo "$to"
