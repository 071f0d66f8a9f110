#!/usr/bin/env bash
# scripts/linux_disk.sh: makes a disk with a program of this machine on it, for make linux.
#
#   linux_disk.sh PROGRAM ROOT DISK SIZE [FOLDER]
#
# The program is /home/NAME there, and what is in the FOLDER lies beside it. ROOT is the folder of Stile's own programs. The
# description of the terminal that one sits at goes along, so that programs can paint on it.
set -euo pipefail
program=$1 root=$2 disk=$3 size=$4 folder=${5-}

fail() {
    echo "make linux: $1" >&2
    exit 2
}

[ -n "$program" ] || fail "usage: make linux P=path/to/a/static/program ARGS='its arguments'"
[ -f "$program" ] || fail "P=$program: there is no such file"
[ -z "$folder" ] || [ -d "$folder" ] || fail "FOLDER=$folder: there is no such folder"

# Where libraries look for it, sorted by first letters: x/xterm.
copy_terminal() {
    local entry=${1:0:1}/$1 from
    if [ -z "$1" ]; then return; fi
    for from in /etc/terminfo /lib/terminfo /usr/share/terminfo; do
        if [ ! -f "$from/$entry" ]; then continue; fi
        install -D -m 644 "$from/$entry" "$files/usr/share/terminfo/$entry"
        return
    done
}

home=$(mktemp -d)
files=$(mktemp -d)
trap 'rm -rf "$home" "$files"' EXIT
cp -r user/root/. "$files"
copy_terminal vt100
copy_terminal "${TERM-}"
[ -z "$folder" ] || cp -r "$folder"/. "$home"
cp "$program" "$home"
chmod +x "$home/$(basename "$program")"
mkdir -p "$(dirname "$disk")"
scripts/make_image.sh "$root" "$files" "$disk" "$size" "$home"
