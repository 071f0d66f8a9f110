// tests/host/kernel_string.cpp: lib/string.cpp for the host: kernel_memcpy and so on, and copy_string.
#include "kernel_string.h"

#include "lib/string.cpp"
