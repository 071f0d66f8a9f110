#!/usr/bin/env bash
# scripts/doctor.sh: tells which tools are missing or too old for Stile, one line each, and how to get them.
#
#   scripts/doctor.sh            everything that the build, the tests and the checks need
#   scripts/doctor.sh --quick    only what `make qemu` needs; with MODE=supervisor, --quick opensbi
#   scripts/doctor.sh NEED...    only these: the names are in $every_need below
#   --missing with any of these  print nothing but the names of the needs that are not met
#   scripts/doctor.sh --cross    print the prefix of the RISC-V compiler to use, such as riscv64-linux-gnu-
#
# CROSS=, LINUX_CROSS=, QEMU=, GDB= and PYTHON= in the environment name tools of your own; SBIN= names the folders in which
# e2fsprogs may be, besides those on PATH. The exit status is 0 only if all is well.

# shellcheck disable=SC2317 # the functions check_* are called by names put together at the end
set -u
export LC_ALL=C

# Ordinary users often lack the folders of the system's tools on their PATH; Homebrew keeps e2fsprogs apart.
PATH=$PATH:${SBIN-/usr/sbin:/sbin:/opt/homebrew/opt/e2fsprogs/sbin:/usr/local/opt/e2fsprogs/sbin}

quick_needs="make compiler qemu mke2fs python"
test_needs="opensbi e2fsck git gdb tmux mkdocs gnuplot pytest pexpect host_compiler googletest clang clangd clang_format shellcheck linux_library qemu_user"
every_need="$quick_needs $test_needs"
large_needs="mingw wine" # looked for only by name: nothing but make levels can use them, and it does without, too
read -ra qemu <<<"${QEMU:-qemu-system-riscv64}" # a command, perhaps with arguments
python=${PYTHON:-/usr/bin/python3} # not the first on PATH: pyenv's does not see the system's pytest

present() { command -v "$1" >/dev/null 2>&1; }

# A function check_NEED says on standard output what it found; or what is wrong and how to fix it, and fails.
bad() {
    echo "$1. Fix: $2"
    return 1
}

candidate_prefixes() {
    if [ -n "${CROSS:-}" ]; then
        echo "$CROSS"
    else
        echo riscv64-unknown-elf- riscv64-linux-gnu- riscv64-elf-
    fi
}

# The kernel needs the freestanding headers of the C++ library, which some packaged compilers come without.
compiler_works() {
    "$1" -std=c++23 -ffreestanding -fsyntax-only -x c++ - 2>/dev/null <<'END'
#include <span>
#if __GNUC__ < 12
#error "too old"
#endif
END
}

print_cross() {
    local prefix
    for prefix in $(candidate_prefixes); do
        if present "${prefix}g++" && compiler_works "${prefix}g++"; then
            echo "$prefix"
            return 0
        fi
    done
    return 1
}

check_compiler() {
    local prefix compiler version seen=""
    if prefix=$(print_cross); then
        echo "${prefix}g++ $("${prefix}g++" -dumpfullversion)"
        return 0
    fi
    for prefix in $(candidate_prefixes); do
        compiler=${prefix}g++
        present "$compiler" || continue
        version=$("$compiler" -dumpfullversion -dumpversion 2>/dev/null </dev/null)
        if [ "${version%%.*}" -ge 12 ] 2>/dev/null; then
            seen="$seen; $compiler $version has no C++ headers"
        else
            seen="$seen; $compiler ${version:-(of unknown version)} is older than 12"
        fi
    done
    bad "no RISC-V g++ from 12 on can compile #include <span> (looked for: $(candidate_prefixes)$seen)" \
        "./scripts/setup.sh qemu, or CROSS=prefix- of a compiler of yours"
}

check_make() {
    if present make; then echo make; else bad "no make" "./scripts/setup.sh qemu"; fi
}

check_qemu() {
    local said
    present "${qemu[0]}" || {
        bad "no ${qemu[0]}" "./scripts/setup.sh qemu, or QEMU=path of yours"
        return
    }
    said=$("${qemu[@]}" --version 2>&1 </dev/null)
    if ! [[ $said =~ version\ ([0-9]+)\.([0-9]+)(\.[0-9]+)? ]]; then
        bad "${qemu[0]} --version does not tell a version" "install QEMU 7.2 or newer, or QEMU=path of yours"
        return
    fi
    if ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 7002)); then
        bad "QEMU ${BASH_REMATCH[1]}.${BASH_REMATCH[2]} is too old" \
            "install QEMU 7.2 or newer, or QEMU=path of yours"
        return
    fi
    echo "QEMU ${BASH_REMATCH[1]}.${BASH_REMATCH[2]}${BASH_REMATCH[3]}"
}

# The supervisor-mode kernel stands on OpenSBI: QEMU looks for it in the folders that it lists here.
check_opensbi() {
    local folder
    while IFS= read -r folder; do
        if [ -e "$folder/opensbi-riscv64-generic-fw_dynamic.bin" ]; then
            echo OpenSBI
            return
        fi
    done < <("${qemu[@]}" -L help 2>/dev/null </dev/null)
    bad "QEMU finds no OpenSBI, on which MODE=supervisor stands" "./scripts/setup.sh all, or install OpenSBI for QEMU"
}

check_mke2fs() {
    if present mke2fs; then echo mke2fs; else bad "no mke2fs" "./scripts/setup.sh qemu"; fi
}

check_e2fsck() {
    local tool
    for tool in e2fsck debugfs; do
        present "$tool" || {
            bad "no $tool" "./scripts/setup.sh test"
            return
        }
    done
    echo "e2fsck, debugfs"
}

check_gdb() {
    local gdb said
    for gdb in ${GDB:-gdb-multiarch riscv64-unknown-elf-gdb riscv64-linux-gnu-gdb riscv64-elf-gdb gdb}; do
        present "$gdb" || continue
        said=$("$gdb" -nx -batch 2>/dev/null </dev/null \
            -ex 'python gdb.execute("set architecture riscv:rv64"); print("has", gdb.VERSION)')
        if [[ $said =~ has\ ([^ ]+\ )?([0-9.]+) ]]; then
            echo "$gdb ${BASH_REMATCH[2]}"
            return
        fi
    done
    bad "no gdb that has Python and knows RISC-V (gdb-multiarch or riscv64-*-gdb)" \
        "./scripts/setup.sh gdb, or GDB=path of yours"
}

check_git() {
    if present git; then echo git; else bad "no git, with which labs begin" "./scripts/setup.sh test"; fi
}

check_tmux() {
    if present tmux; then echo tmux; else bad "no tmux" "./scripts/setup.sh class"; fi
}

check_mkdocs() {
    if present mkdocs; then echo mkdocs; else bad "no mkdocs" "./scripts/setup.sh book"; fi
}

check_clangd() {
    if present clangd; then echo clangd; else bad "no clangd, with which editors read the code" "./scripts/setup.sh build/compile_commands.json"; fi
}

check_gnuplot() {
    if present gnuplot; then echo gnuplot; else bad "no gnuplot" "./scripts/setup.sh profile"; fi
}

check_python() {
    if ! "$python" -c 'import sys; print("Python", sys.version.split()[0])' 2>/dev/null </dev/null; then
        bad "no $python" "./scripts/setup.sh qemu, or PYTHON=path of yours"
    fi
}

python_module() {
    if "$python" -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec(sys.argv[1]))' "$1" \
        >/dev/null 2>&1 </dev/null; then
        echo "$1"
    else
        bad "$python has no module $1" "./scripts/setup.sh test, or PYTHON=path of one that has"
    fi
}
check_pytest() { python_module pytest; }
check_pexpect() { python_module pexpect; }

check_host_compiler() {
    if present g++; then echo g++; else bad "no g++ for this machine" "./scripts/setup.sh test"; fi
}

# The compiler answers with a path where it knows the file, and with the bare name where it does not.
check_googletest() {
    case $(g++ -print-file-name=libgtest.a 2>/dev/null </dev/null) in
    */*) echo GoogleTest ;;
    *) bad "no GoogleTest (libgtest.a)" "./scripts/setup.sh test" ;;
    esac
}

check_clang() {
    local folder
    present clang++ || {
        bad "no clang++" "./scripts/setup.sh test"
        return
    }
    folder=$(clang++ -print-resource-dir 2>/dev/null </dev/null)
    if compgen -G "$folder/lib/*/libclang_rt.fuzzer*" >/dev/null; then
        echo "clang with libFuzzer"
    else
        bad "clang++ has no libFuzzer" "./scripts/setup.sh test"
    fi
}

check_clang_format() {
    if present clang-format; then echo clang-format; else bad "no clang-format" "./scripts/setup.sh test"; fi
}

check_shellcheck() {
    if present shellcheck; then echo shellcheck; else bad "no shellcheck" "./scripts/setup.sh test"; fi
}

# The compiler of programs for Linux, as the Makefile chooses it.
linux_prefix() {
    if [ -n "${LINUX_CROSS:-}" ]; then
        echo "$LINUX_CROSS"
    else
        case $(print_cross) in
        *linux*) print_cross ;;
        *) echo riscv64-linux-gnu- ;;
        esac
    fi
}

check_linux_library() {
    local compiler
    compiler=$(linux_prefix)g++
    if "$compiler" -static -x c++ - -o "$answers/program" 2>/dev/null <<<'int main() {}'; then
        echo "$compiler -static"
    else
        bad "no $compiler that links a program for Linux statically" \
            "./scripts/setup.sh test, or LINUX_CROSS=prefix- of a compiler of yours"
    fi
}

check_qemu_user() {
    local emulator
    for emulator in qemu-riscv64 qemu-riscv64-static; do
        if present "$emulator"; then
            echo "$emulator"
            return
        fi
    done
    bad "no qemu-riscv64, which runs programs for Linux" "./scripts/setup.sh test"
}

check_mingw() {
    if present x86_64-w64-mingw32-gcc; then
        echo x86_64-w64-mingw32-gcc
    else
        bad "no x86_64-w64-mingw32-gcc, which compiles for Windows" "./scripts/setup.sh levels"
    fi
}

check_wine() {
    if present wine; then echo wine; else bad "no wine" "./scripts/setup.sh levels"; fi
}

usage() {
    echo "usage: scripts/doctor.sh [--missing] [--quick | NEED...] | --cross" >&2
    echo "needs: $every_need; $large_needs" >&2
    exit 2
}

needs=$every_need
only_missing=no
named=""
for argument in "$@"; do
    case $argument in
    --quick) named="$named $quick_needs" ;;
    --missing) only_missing=yes ;;
    --cross)
        [ $# -eq 1 ] || usage
        print_cross || {
            echo "doctor: $(check_compiler)" >&2
            exit 1
        }
        exit 0
        ;;
    *)
        [[ -n $argument && " $every_need $large_needs " == *" $argument "* ]] || usage
        named="$named $argument"
        ;;
    esac
done
needs=${named:-$needs}

# All at once, as most of the time goes into starting other programs; then told in order.
answers=$(mktemp -d) || exit 1
trap 'rm -rf "$answers"' EXIT
for need in $needs; do
    {
        "check_$need" >"$answers/$need.said"
        echo $? >"$answers/$need.status"
    } &
done
wait

status=0
found=""
for need in $needs; do
    said=$(<"$answers/$need.said")
    if [ "$(<"$answers/$need.status")" = 0 ]; then
        found="$found, $said"
    else
        status=1
        if [ $only_missing = yes ]; then echo "$need"; else echo "doctor: $said"; fi
    fi
done
if [ $status = 0 ] && [ $only_missing = no ]; then
    echo "doctor: all is well (${found#, })"
fi
exit $status
