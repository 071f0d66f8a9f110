#!/usr/bin/env bash
# scripts/check/headers.sh: checks that each header compiles alone: the kernel's; the libc's, as C++ and as C.
# shellcheck disable=SC2086 # lists of flags are split on purpose
set -u
# shellcheck source=scripts/check/flags.sh
source "$(dirname "$0")/flags.sh"
cd "${1:-$(dirname "$0")/../..}" || exit 1

for_c_too=(-not -name syscalls.h -not -name call_abi.h -not -name linux_ecall.h -not -name direct_call.h)

# Compiles, two at a time, empty files that include one header each.
alone() { # compiler and its flags; the names of the headers come on standard input
    sort | xargs -r -P 2 -I HEADER \
        "$@" -fsyntax-only -fmax-errors=1 -fno-diagnostics-show-caret -include HEADER /dev/null
}

headers() { # folder, tests of find
    if [ -d "$1" ]; then find "$@" -name '*.h'; fi
}

for_kernel="-std=c++23 -march=rv64imac_zicsr_zifencei -mabi=lp64 $language_flags $mode_flags $kernel_folders"
for_users="-std=c++23 -march=rv64gc -mabi=lp64d $language_flags $user_folders"
for_users_in_c="-std=c11 -ffreestanding -march=rv64gc -mabi=lp64d -nostdinc
    -isystem $("${cross}gcc" -print-file-name=include)"

status=0
headers kernel | alone "${cross}g++" $for_kernel -x c++ || status=1
headers user/libc/include | alone "${cross}g++" $for_users -x c++ || status=1
headers user/libc/include "${for_c_too[@]}" |
    alone "${cross}gcc" $for_users_in_c $user_folders -x c || status=1
exit $status
