#!/usr/bin/env bash
# scripts/linux_disk.sh: makes a disk with a program of this machine on it, for make linux.
#
#   linux_disk.sh PROGRAM ROOT DISK SIZE [FOLDER]
#
# The program is /home/NAME there, and what is in the FOLDER lies beside it. ROOT is the folder of Stile's own programs.
set -euo pipefail
program=$1 root=$2 disk=$3 size=$4 folder=${5-}

fail() {
    echo "make linux: $1" >&2
    exit 2
}

[ -n "$program" ] || fail "usage: make linux P=path/to/a/static/program ARGS='its arguments'"
[ -f "$program" ] || fail "P=$program: there is no such file"
[ -z "$folder" ] || [ -d "$folder" ] || fail "FOLDER=$folder: there is no such folder"

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
[ -z "$folder" ] || cp -r "$folder"/. "$home"
cp "$program" "$home"
chmod +x "$home/$(basename "$program")"
mkdir -p "$(dirname "$disk")"
scripts/make_image.sh "$root" user/root "$disk" "$size" "$home"
