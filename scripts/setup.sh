#!/usr/bin/env bash
# scripts/setup.sh: installs what a target of the Makefile needs and lacks, then hands the target to make.
#
#   ./scripts/setup.sh qemu            the compiler, QEMU and what makes the disk image; then make qemu
#   ./scripts/setup.sh gdb             a gdb for RISC-V as well; then make gdb
#   ./scripts/setup.sh class           and tmux; then make class
#   ./scripts/setup.sh book            only what makes the book; then make book
#   ./scripts/setup.sh build/compile_commands.json   clangd, and what it reads to know how files are compiled
#   ./scripts/setup.sh test            all that tests and checks need; then make test (any other target too)
#   ./scripts/setup.sh levels          a compiler for Windows and wine, which are large; then make levels
#   ./scripts/setup.sh run P='ls /'    variables are for make
#
# scripts/doctor.sh tells what is missing. If nothing is, neither the network nor root is needed.
# Debian 12 is tested. The lists for Ubuntu, Fedora, Arch and Homebrew are untested.
# shellcheck disable=SC2086 # lists of plain words are split on purpose
set -u
cd "$(dirname "$0")/.." || exit 1
export PATH=$PATH:/usr/sbin:/sbin # dpkg wants them, and su without - does not bring them

usage() {
    echo "usage: ./scripts/setup.sh TARGET... [NAME=value...]    (make help lists the targets)" >&2
    exit 2
}

fail() { # lines of text
    printf 'setup: ' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

# What doctor.sh may ask for, and the packages that bring it: joined by commas, and - where none is known.
packages_table() {
    cat <<'END'
need          apt                     dnf               pacman                     brew
make          make                    make              make                       make
compiler      g++-riscv64-linux-gnu   -                 riscv64-linux-gnu-gcc      riscv-tools
qemu          qemu-system-riscv64     qemu-system-riscv qemu-system-riscv          qemu
mke2fs        e2fsprogs               e2fsprogs         e2fsprogs                  e2fsprogs
python        python3                 python3           python                     python
opensbi       opensbi                 -                 qemu-system-riscv-firmware -
e2fsck        e2fsprogs               e2fsprogs         e2fsprogs                  e2fsprogs
gdb           gdb-multiarch           gdb               riscv64-elf-gdb            riscv64-elf-gdb
git           git,ca-certificates     git               git                        git
tmux          tmux                    tmux              tmux                       tmux
clangd        clangd                  clang-tools-extra clang                      llvm
mkdocs        mkdocs                  mkdocs            mkdocs                     mkdocs
gnuplot       gnuplot-nox             gnuplot           gnuplot                    gnuplot
pytest        python3-pytest          python3-pytest    python-pytest              -
pexpect       python3-pexpect         python3-pexpect   python-pexpect             -
host_compiler g++,libc6-dev           gcc-c++           gcc                        gcc
googletest    libgtest-dev            gtest-devel       gtest                      googletest
clang         clang,libclang-rt-dev   clang,compiler-rt clang,compiler-rt          llvm
clang_format  clang-format,clang-tidy clang-tools-extra clang                      clang-format
shellcheck    shellcheck              ShellCheck        shellcheck                 shellcheck
linux_library g++-riscv64-linux-gnu,libc6-dev-riscv64-cross - riscv64-linux-gnu-gcc,riscv64-linux-gnu-glibc -
qemu_user     qemu-user               qemu-user         qemu-user                  -
mingw         gcc-mingw-w64-x86-64-win32 mingw64-gcc    mingw-w64-gcc              mingw-w64
wine          wine,wine64             wine              wine                       -
END
}

# The packages that bring a need; nothing where none is known.
packages_for() { # need, package manager
    local need apt dnf pacman brew packages
    while read -r need apt dnf pacman brew; do
        [ "$need" = "$1" ] || continue
        case $2 in
        apt) packages=$apt ;;
        dnf) packages=$dnf ;;
        pacman) packages=$pacman ;;
        brew) packages=$brew ;;
        esac
        [ "$packages" = - ] || echo "${packages//,/ }"
    done < <(packages_table)
}

# The package manager of this system, by its column above; nothing if it has none of these.
package_manager() {
    local ID="" ID_LIKE="" name
    if [ "$(uname -s)" = Darwin ]; then
        echo brew
        return
    fi
    # shellcheck source=/dev/null # assignments, in every distribution; OS_RELEASE= is for the tests
    . "${OS_RELEASE:-/etc/os-release}" 2>/dev/null
    for name in $ID $ID_LIKE; do
        case $name in
        debian | ubuntu) echo apt && return ;;
        fedora) echo dnf && return ;;
        arch) echo pacman && return ;;
        esac
    done
}

# The commands that install packages, one a line.
install_commands() { # package manager, packages
    case $1 in
    apt)
        echo "apt-get update"
        echo "env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300" \
            "install -y --no-install-recommends $2"
        ;;
    dnf) echo "dnf install -y $2" ;;
    pacman) echo "pacman -S --needed --noconfirm $2" ;;
    brew)
        echo "brew tap riscv-software-src/riscv" # it has riscv-tools
        echo "brew install $2"
        ;;
    esac
}

# Without root, and where sudo would ask for a password: the user has to type it.
tell_and_end() { # package manager, packages, the arguments of this script
    local prefix="" joined="" command
    if command -v sudo >/dev/null; then prefix="sudo "; fi
    while read -r command; do
        joined="${joined:+$joined && }$prefix$command"
    done < <(install_commands "$1" "$2")
    [ -n "$prefix" ] || joined="su - -c '$joined'"
    shift 2
    fail "packages are missing, and installing them needs root. Type" "" "    $joined" "" \
        "and then again: ./scripts/setup.sh $*"
}

# Installs what brings the needs, or says why not and ends.
install_all() { # needs, the arguments of this script
    local needs=$1 manager need packages="" more as_root="" command
    shift
    manager=$(package_manager)
    if [ -z "$manager" ]; then
        scripts/doctor.sh $needs >&2
        fail "I know the packages of Debian, Ubuntu, Fedora, Arch and Homebrew only." \
            "Install what is listed above, and then type: make $*"
    fi
    for need in $needs; do
        more=$(packages_for "$need" "$manager")
        [ -n "$more" ] || {
            scripts/doctor.sh "$need" >&2
            fail "I know no package of $manager for this. Install it by hand, and then type: make $*"
        }
        case " $packages " in
        *" $more "*) ;;
        *) packages="${packages:+$packages }$more" ;;
        esac
    done

    if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
        sudo -n true >/dev/null 2>&1 || tell_and_end "$manager" "$packages" "$@"
        as_root="sudo -n"
    fi
    echo "setup: installing $packages"
    while read -r command; do
        # An unreachable source need not matter: if it does, the installation itself fails.
        $as_root $command </dev/null || [ "$command" = "apt-get update" ] || fail "failed: $as_root $command"
    done < <(install_commands "$manager" "$packages")
}

# Everything but the names of targets and variables is a mistake.
needs=""
for argument in "$@"; do
    case $argument in
    CROSS=* | LINUX_CROSS=* | QEMU=* | GDB=* | PYTHON=*) export "${argument?}" ;; # doctor.sh knows these too
    [A-Za-z_]*=*) ;;
    -* | *[!A-Za-z0-9._/-]* | "") usage ;;
    help | clean) needs="$needs make" ;;
    qemu | run | qemu-gdb | all) needs="$needs make compiler qemu mke2fs python opensbi" ;;
    gdb | lesson | lessons) needs="$needs make compiler qemu mke2fs python opensbi gdb" ;;
    class) needs="$needs make compiler qemu mke2fs python opensbi gdb tmux" ;;
    book) needs="$needs make python mkdocs" ;;
    build/compile_commands.json) needs="$needs make compiler python clangd" ;;
    levels) needs="$needs make compiler python host_compiler clang qemu_user mingw wine" ;;
    *) needs="$needs everything" ;;
    esac
done
[ -n "$needs" ] || usage
case $needs in *everything*) needs="" ;; esac

missing=$(scripts/doctor.sh --missing $needs)
if [ -n "$missing" ]; then
    install_all "$missing" "$@"
    # What was installed may still not do, such as a QEMU that is too old.
    if ! said=$(scripts/doctor.sh $missing); then
        fail "the packages are installed, but this remains:" "$said"
    fi
fi
exec make "$@"
