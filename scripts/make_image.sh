#!/usr/bin/env bash
# scripts/make_image.sh: makes the ext2 image of the root file system from folders.
#
#   make_image.sh PROGRAMS FILES IMAGE [SIZE [FOLDER]]
#
# The contents of the folders PROGRAMS and FILES go into the root, those of FOLDER into /home. Without a SIZE, such as 64M or 1G,
# there are 4 MiB of free space. The image is the same every time for the same contents: fixed times and identifiers. Device
# files are made in the image itself, since only root may make them in a folder.
set -euo pipefail
programs=$1 files=$2 image=$3 size=${4-} folder=${5-}

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
mkdir -p "$staging"/{dev,tmp,home,proc,var/tmp}
cp -r "$programs"/. "$staging"/
[ -d "$files" ] && cp -r "$files"/. "$staging"/
[ -n "$folder" ] && cp -r "$folder"/. "$staging/home"
ln -s /proc/self/fd "$staging/dev/fd"
for link in 0/stdin 1/stdout 2/stderr; do ln -s "/proc/self/fd/${link%/*}" "$staging/dev/${link#*/}"; done
chmod -R u=rwX,go=rX "$staging"
find "$staging" -exec touch -h -d '2026-01-01 00:00:00 UTC' {} +

kilobytes=$(du -sk --apparent-size "$staging" | cut -f1)
inodes=$(find "$staging" | wc -l)
needed=$((kilobytes + inodes * 5 + 256)) # with what mke2fs adds, and the unused ends of the last blocks
if [ -z "$size" ]; then
    size=$((needed + 4096))k
    inodes=$((inodes + 256))
else
    case $size in *G) available=$((${size%G} * 1048576)) ;; *) available=$((${size%M} * 1024)) ;; esac
    [ "$needed" -lt "$available" ] || {
        echo "make_image.sh: the files need about $((needed / 1024 + 1)) MiB: a disk of $size is too small" >&2
        exit 1
    }
    inodes=$((inodes + available / 8))
fi
rm -f "$image"
export E2FSPROGS_FAKE_TIME=1767225600
mke2fs -q -t ext2 -b 4096 -m 0 -N "$inodes" -U 5713e000-0000-4000-8000-000000000001 \
    -E hash_seed=5713e000-0000-4000-8000-000000000002,root_owner=0:0 -L stile-root -d "$staging" \
    "$image" "$size" >/dev/null
debugfs -w -f - "$image" >/dev/null 2>&1 <<'END'
cd dev
mknod console c 5 1
mknod tty c 5 0
mknod null c 1 3
mknod zero c 1 5
mknod random c 1 8
mknod urandom c 1 9
set_inode_field console mode 020666
set_inode_field tty mode 020666
set_inode_field null mode 020666
set_inode_field zero mode 020666
set_inode_field random mode 020666
set_inode_field urandom mode 020666
END
debugfs -R 'stat dev/console' "$image" 2>/dev/null | grep -q 'character special' || {
    echo "make_image.sh: debugfs could not make the device files in $image" >&2
    exit 1
}
e2fsck -fn "$image" >/dev/null 2>&1 || { echo "make_image.sh: e2fsck finds fault with $image" >&2; exit 1; }
