/* user/libc/include/string.h: memory and strings. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Memory. */
void* memcpy(void* __restrict to, const void* __restrict from, size_t bytes);
void* mempcpy(void* __restrict to, const void* __restrict from, size_t bytes); /* the end of what it wrote */
void* memmove(void* to, const void* from, size_t bytes);                       /* the two may overlap */
void* memset(void* to, int byte, size_t bytes);
int memcmp(const void* a, const void* b, size_t bytes);
void* memchr(const void* memory, int byte, size_t bytes);
void* memrchr(const void* memory, int byte, size_t bytes);
void* memmem(const void* memory, size_t bytes, const void* wanted, size_t wanted_bytes);

/* Copies. */
char* strcpy(char* __restrict to, const char* __restrict from);
char* strncpy(char* __restrict to, const char* __restrict from, size_t size);
char* stpcpy(char* __restrict to, const char* __restrict from); /* the zero byte at the end */
char* strcat(char* __restrict to, const char* __restrict from);
char* strncat(char* __restrict to, const char* __restrict from, size_t most);
size_t strlcpy(char* __restrict to, const char* __restrict from, size_t size); /* the length of from */
size_t strlcat(char* __restrict to, const char* __restrict from,
               size_t size); /* the length it tried to make */
char* strdup(const char* text);
char* strndup(const char* text, size_t most);

/* Comparison and search. */
size_t strlen(const char* text);
size_t strnlen(const char* text, size_t most);
int strcmp(const char* a, const char* b);
int strncmp(const char* a, const char* b, size_t most);
int strcoll(const char* a, const char* b);
size_t strxfrm(char* __restrict to, const char* __restrict from, size_t size);
char* strchr(const char* text, int character);
char* strchrnul(const char* text, int character); /* the end of text if it is not there */
char* strrchr(const char* text, int character);
size_t strspn(const char* text, const char* accepted);
size_t strcspn(const char* text, const char* rejected);
char* strpbrk(const char* text, const char* accepted);
char* strstr(const char* text, const char* wanted);
char* strcasestr(const char* text, const char* wanted);
char* strtok(char* __restrict text, const char* __restrict separators);
char* strtok_r(char* __restrict text, const char* __restrict separators, char** __restrict rest);
char* strsep(char** __restrict text, const char* __restrict separators);

/* Numbers in words. */
char* strerror(int error);
char* strsignal(int signal);

#ifdef __cplusplus
}
#endif

#include <strings.h>
