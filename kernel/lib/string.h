// lib/string.h: bytes and zero-terminated strings: the few functions of <cstring> that the kernel uses.
//
// The first four are called by the compiler too, under exactly these names.
#pragma once

#include "abi/integers.h"

extern "C" {
void* memcpy(void* to, const void* from, usize bytes);
void* memmove(void* to, const void* from, usize bytes); // the two may overlap
void* memset(void* to, int byte, usize bytes);
int memcmp(const void* a, const void* b, usize bytes);
usize strlen(const char* text);
int strcmp(const char* a, const char* b);
int strncmp(const char* a, const char* b, usize most);
}

// Copies as much of text as fits, and always ends with a zero byte. size must not be 0.
void copy_string(char* to, const char* text, usize size);
