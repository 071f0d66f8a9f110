# tests/host/files.mk: what the tests of whole file systems need: everything from open files down to the cache of a disk.

HOST_FILES := $(HOST_EXT2) $(addprefix kernel/file/,file.cpp file_locks.cpp inode_file.cpp open.cpp) \
              $(addprefix kernel/device/,cached_disk.cpp write_back.cpp) \
              $(addprefix user/tests/files_random/,script.cpp check.cpp) tests/host/no_devices.cpp

file_random_test_SOURCES  := $(HOST_FILES)
file_crash_test_SOURCES   := $(HOST_FILES)
ext2_mutated_test_SOURCES := $(HOST_FILES)
write_order_test_SOURCES  := $(HOST_FILES)
