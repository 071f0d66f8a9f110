#!/usr/bin/env bash
# scripts/check/shell.sh: runs shellcheck on every shell script.
set -u -o pipefail
cd "${1:-$(dirname "$0")/../..}" || exit 1

find . -path ./build -prune -o -path ./.git -prune -o -type f -print | sort |
    while IFS= read -r file; do
        first=""
        IFS= read -r -n 80 first <"$file"
        if [[ $file == *.sh || $first =~ ^#!.*[/\ ](ba|da)?sh($|\ ) ]]; then
            echo "${file#./}"
        fi
    done |
    xargs -r shellcheck -x --format=gcc
