/* user/libc/include/stdlib.h: memory, numbers in text, sorting, the environment, and the end of a program. */
#pragma once

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff

typedef struct {
    int quot;
    int rem;
} div_t;

typedef struct {
    long quot;
    long rem;
} ldiv_t;

typedef struct {
    long long quot;
    long long rem;
} lldiv_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Memory. Each answers NULL (with ENOMEM) when there is none. */
void* malloc(size_t bytes) __attribute__((malloc));
void* calloc(size_t count, size_t bytes) __attribute__((malloc)); /* zero */
void* realloc(void* memory, size_t bytes);
void* reallocarray(void* memory, size_t count, size_t bytes);
void* aligned_alloc(size_t alignment, size_t bytes) __attribute__((malloc));
int posix_memalign(void** memory, size_t alignment, size_t bytes); /* answers the error itself */
void free(void* memory);

/* Numbers in text. rest, if not null, is set to the first character that is not part of the number. */
long strtol(const char* __restrict text, char** __restrict rest, int base);
unsigned long strtoul(const char* __restrict text, char** __restrict rest, int base);
long long strtoll(const char* __restrict text, char** __restrict rest, int base);
unsigned long long strtoull(const char* __restrict text, char** __restrict rest, int base);
double strtod(const char* __restrict text, char** __restrict rest);
float strtof(const char* __restrict text, char** __restrict rest);
int atoi(const char* text);
long atol(const char* text);
long long atoll(const char* text);
double atof(const char* text);

/* Arithmetic. */
int abs(int value);
long labs(long value);
long long llabs(long long value);
div_t div(int dividend, int divisor);
ldiv_t ldiv(long dividend, long divisor);
lldiv_t lldiv(long long dividend, long long divisor);
int rand(void);
void srand(unsigned int seed);

/* Sorting and search. compare answers less than, equal to or more than 0. */
void qsort(void* first, size_t count, size_t size, int (*compare)(const void* a, const void* b));
void* bsearch(const void* wanted, const void* first, size_t count, size_t size,
              int (*compare)(const void* wanted, const void* element));

/* The environment: NAME=value strings. */
char* getenv(const char* name);
int setenv(const char* name, const char* value, int replace);
int unsetenv(const char* name);
int putenv(char* assignment); /* the string itself becomes part of the environment */

/* The end of a program, and running another one. */
void exit(int status) __attribute__((noreturn));
void _Exit(int status) __attribute__((noreturn)); /* at once: nothing is flushed */
void abort(void) __attribute__((noreturn));
int atexit(void (*function)(void));
int system(const char* command); /* run by sh; its status as waitpid tells it */

/* A new file, or directory: name ends with XXXXXX, for which other characters are put. */
int mkstemp(char* name);   /* a descriptor */
char* mkdtemp(char* name); /* name, or NULL */

#ifdef __cplusplus
}
#endif
