// user/libc/environment.cpp: the environment: NAME=value strings that a program gets from whoever started it.

#include "abi/integers.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace {

// The array that this file made, if environ is no longer the one that the kernel laid on the stack.
char** own_array;

usize count_variables() {
    usize count = 0;
    while (environ && environ[count]) ++count;
    return count;
}

// The place of NAME=... in environ; null if it is not there.
char** find(const char* name, usize length) {
    for (char** variable = environ; variable && *variable; ++variable) {
        if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=') return variable;
    }
    return nullptr;
}

// Replaces the variable of that name, or adds one. What is replaced is not freed: it may not come from malloc, and
// somebody may still hold what getenv answered.
int put(char* assignment, usize length) {
    if (char** variable = find(assignment, length)) {
        *variable = assignment;
        return 0;
    }
    const usize count = count_variables();
    const bool own = own_array && own_array == environ;
    char** larger = static_cast<char**>(reallocarray(own ? own_array : nullptr, count + 2, sizeof(char*)));
    if (!larger) return -1;
    if (!own && count > 0) memcpy(larger, environ, count * sizeof(char*));
    larger[count] = assignment;
    larger[count + 1] = nullptr;
    environ = own_array = larger;
    return 0;
}

bool valid_name(const char* name) {
    if (name && *name && !strchr(name, '=')) return true;
    errno = EINVAL;
    return false;
}

} // namespace

extern "C" {

char* getenv(const char* name) {
    const usize length = strlen(name);
    char** variable = find(name, length);
    return variable ? *variable + length + 1 : nullptr;
}

int setenv(const char* name, const char* value, int replace) {
    if (!valid_name(name)) return -1;
    const usize length = strlen(name);
    if (!replace && find(name, length)) return 0;
    char* assignment = static_cast<char*>(malloc(length + 1 + strlen(value) + 1));
    if (!assignment) return -1;
    stpcpy(stpcpy(stpcpy(assignment, name), "="), value);
    return put(assignment, length);
}

int putenv(char* assignment) {
    const char* equals = strchr(assignment, '=');
    if (!equals) return unsetenv(assignment);
    return put(assignment, static_cast<usize>(equals - assignment));
}

int unsetenv(const char* name) {
    if (!valid_name(name)) return -1;
    while (char** variable = find(name, strlen(name))) {
        do variable[0] = variable[1];
        while (*variable++);
    }
    return 0;
}

} // extern "C"
