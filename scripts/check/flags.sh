# scripts/check/flags.sh: how the kernel and programs are compiled, as far as it matters to the checks.
# shellcheck shell=bash disable=SC2034 # sourced by the checks that compile, which use what it sets

cross=$("$(dirname "${BASH_SOURCE[0]}")/../doctor.sh" --cross) || exit 1

# Debian's C++ headers look for this file, which its libc lacks for lp64: an empty one will do.
compatible=$(mktemp -d) || exit 1
trap 'rm -rf "$compatible"' EXIT
mkdir "$compatible/gnu"
: >"$compatible/gnu/stubs-lp64.h"

language_flags="-ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics"
kernel_folders="-isystem $compatible -Ikernel"
user_folders="-isystem user/libc/include -Ikernel"
mode_flags="-DPRIVILEGE=3 -DPHYS_BASE_OFFSET=0"
