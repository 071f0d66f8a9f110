# tests/host/utf16.mk: what the tests of text between UTF-8 and UTF-16 need: that part of user/libc is for any machine.

UTF16_SOURCES := user/libc/utf16.c
UTF16_BASE    := -idirafter user/libc/include

utf16_test_SOURCES := $(UTF16_SOURCES)
utf16_test_BASE    := $(UTF16_BASE)
fuzz_utf16_SOURCES := $(UTF16_SOURCES)
fuzz_utf16_BASE    := $(UTF16_BASE)
fuzz_utf16_RUNS    := 200000
