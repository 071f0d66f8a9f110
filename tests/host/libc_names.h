// tests/host/libc_names.h: the functions of user/libc as the host tests call them, and the kernel beneath them.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

struct StdioFile;

extern "C" {

extern __thread int stile_errno __attribute__((tls_model("local-exec")));

// stdio
extern StdioFile* const stile_stdin;
extern StdioFile* const stile_stdout;
extern StdioFile* const stile_stderr;
StdioFile* stile_fopen(const char* path, const char* mode);
StdioFile* stile_freopen(const char* path, const char* mode, StdioFile* file);
int stile_fclose(StdioFile* file);
int stile_fflush(StdioFile* file);
int stile_setvbuf(StdioFile* file, char* buffer, int mode, size_t size);
int stile_feof(StdioFile* file);
int stile_ferror(StdioFile* file);
void stile_clearerr(StdioFile* file);
int stile_fseek(StdioFile* file, long offset, int whence);
long stile_ftell(StdioFile* file);
void stile_rewind(StdioFile* file);
size_t stile_fread(void* to, size_t size, size_t count, StdioFile* file);
size_t stile_fwrite(const void* from, size_t size, size_t count, StdioFile* file);
int stile_fgetc(StdioFile* file);
int stile_ungetc(int character, StdioFile* file);
char* stile_fgets(char* line, int size, StdioFile* file);
ssize_t stile_getline(char** line, size_t* size, StdioFile* file);
int stile_fputc(int character, StdioFile* file);
int stile_fputs(const char* text, StdioFile* file);
int stile_puts(const char* text);
void stile_perror(const char* what);
void stile_stdio_exit_();
int stile_printf(const char* format, ...);
int stile_fprintf(StdioFile* file, const char* format, ...);
int stile_dprintf(int fd, const char* format, ...);
int stile_sprintf(char* to, const char* format, ...);
int stile_snprintf(char* to, size_t size, const char* format, ...);
int stile_asprintf(char** to, const char* format, ...);
int stile_fscanf(StdioFile* file, const char* format, ...);
int stile_sscanf(const char* text, const char* format, ...);

// stdlib
void* stile_malloc(size_t bytes);
void* stile_calloc(size_t count, size_t bytes);
void* stile_realloc(void* memory, size_t bytes);
void* stile_reallocarray(void* memory, size_t count, size_t bytes);
void* stile_aligned_alloc(size_t alignment, size_t bytes);
int stile_posix_memalign(void** memory, size_t alignment, size_t bytes);
void stile_free(void* memory);
long stile_strtol(const char* text, char** rest, int base);
unsigned long stile_strtoul(const char* text, char** rest, int base);
double stile_strtod(const char* text, char** rest);
float stile_strtof(const char* text, char** rest);
int stile_rand();
void stile_srand(unsigned seed);
void stile_qsort(void* first, size_t count, size_t size, int (*compare)(const void*, const void*));
void* stile_bsearch(const void* wanted, const void* first, size_t count, size_t size,
                    int (*compare)(const void*, const void*));
extern char** stile_environ;
char* stile_getenv(const char* name);
int stile_setenv(const char* name, const char* value, int replace);
int stile_unsetenv(const char* name);
int stile_putenv(char* assignment);

// string
void* stile_memcpy(void* to, const void* from, size_t bytes);
void* stile_mempcpy(void* to, const void* from, size_t bytes);
void* stile_memmove(void* to, const void* from, size_t bytes);
void* stile_memset(void* to, int byte, size_t bytes);
int stile_memcmp(const void* a, const void* b, size_t bytes);
void* stile_memchr(const void* memory, int byte, size_t bytes);
void* stile_memrchr(const void* memory, int byte, size_t bytes);
void* stile_memmem(const void* memory, size_t bytes, const void* wanted, size_t wanted_bytes);
char* stile_strcpy(char* to, const char* from);
char* stile_strncpy(char* to, const char* from, size_t size);
char* stile_stpcpy(char* to, const char* from);
char* stile_strcat(char* to, const char* from);
char* stile_strncat(char* to, const char* from, size_t most);
size_t stile_strlcpy(char* to, const char* from, size_t size);
size_t stile_strlcat(char* to, const char* from, size_t size);
char* stile_strdup(const char* text);
char* stile_strndup(const char* text, size_t most);
size_t stile_strlen(const char* text);
size_t stile_strnlen(const char* text, size_t most);
int stile_strcmp(const char* a, const char* b);
int stile_strncmp(const char* a, const char* b, size_t most);
int stile_strcasecmp(const char* a, const char* b);
int stile_strncasecmp(const char* a, const char* b, size_t most);
char* stile_strchr(const char* text, int character);
char* stile_strchrnul(const char* text, int character);
char* stile_strrchr(const char* text, int character);
size_t stile_strspn(const char* text, const char* accepted);
size_t stile_strcspn(const char* text, const char* rejected);
char* stile_strpbrk(const char* text, const char* accepted);
char* stile_strstr(const char* text, const char* wanted);
char* stile_strcasestr(const char* text, const char* wanted);
char* stile_strtok_r(char* text, const char* separators, char** rest);
char* stile_strsep(char** text, const char* separators);
char* stile_strerror(int error);
char* stile_strsignal(int signal);

// time
struct tm;
tm* stile_gmtime_r(const long* time, tm* date);
long stile_timegm(tm* date);
size_t stile_strftime(char* text, size_t size, const char* format, const tm* date);

// ctype
int stile_isalnum(int character);
int stile_isalpha(int character);
int stile_isblank(int character);
int stile_iscntrl(int character);
int stile_isdigit(int character);
int stile_isgraph(int character);
int stile_islower(int character);
int stile_isprint(int character);
int stile_ispunct(int character);
int stile_isspace(int character);
int stile_isupper(int character);
int stile_isxdigit(int character);
int stile_tolower(int character);
int stile_toupper(int character);

// getopt
extern char* stile_optarg;
extern int stile_optind;
extern int stile_opterr;
extern int stile_optopt;
struct option;
int stile_getopt(int count, char* const arguments[], const char* options);
int stile_getopt_long(int count, char* const arguments[], const char* options, const option* words,
                      int* which);

} // extern "C"

// What stands in for the kernel. Descriptors 0 to 2 are scripted and recorded; others are the host's.
struct FakeKernel {
    std::string input;               // what reads of descriptor 0 give, at most a line at a time
    std::vector<std::string> writes; // to descriptors 1 and 2, one element a call
    std::vector<std::string> order;  // "read" and "write", as they came
    bool terminal = false;           // whether descriptors 0 to 2 are one
    size_t memory_limit = 64 << 20;  // of the heap
    static FakeKernel& instance();
    size_t heap_bytes() const; // that the heap has
};
