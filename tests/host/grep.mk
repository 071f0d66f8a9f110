# tests/host/grep.mk: what the tests of grep's regular expressions need.

grep_regex_test_SOURCES := $(addprefix user/bin/grep/,compiler.cpp regex.cpp)
grep_regex_test_BASE    := -I. -Ikernel -idirafter user/libc/include
