// user/libc/exec.cpp: running other programs: the exec family and system().

#include "abi/integers.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr char kShell[] = "/bin/sh";

// Arguments of one list, argument by argument, in an array that ends with a null pointer. A caller of execl writes
// them down one by one, so there are never many.
constexpr usize kListMax = 256;

bool collect(char* array[kListMax], const char* first, va_list rest) {
    usize count = 0;
    for (const char* argument = first; argument; argument = va_arg(rest, const char*)) {
        if (count == kListMax - 1) {
            errno = E2BIG;
            return false;
        }
        // execve takes char* for history's sake, and changes nothing.
        array[count++] = const_cast<char*>(argument);
    }
    array[count] = nullptr;
    return true;
}

// A file that may be run but is no program is taken for a script of the shell.
void run_script(const char* path, char* const arguments[]) {
    usize count = 0;
    while (arguments[count]) ++count;
    char** longer = static_cast<char**>(reallocarray(nullptr, count + 3, sizeof(char*)));
    if (!longer) return;
    longer[0] = const_cast<char*>(kShell); // see collect
    longer[1] = const_cast<char*>(path);
    longer[2] = nullptr;
    if (count > 0) memcpy(longer + 2, arguments + 1, count * sizeof(char*));
    execve(kShell, longer, environ);
    free(longer);
}

void try_path(const char* path, char* const arguments[]) {
    execve(path, arguments, environ);
    if (errno == ENOEXEC) run_script(path, arguments);
}

} // namespace

extern "C" {

int execv(const char* path, char* const arguments[]) { return execve(path, arguments, environ); }

int execvp(const char* name, char* const arguments[]) {
    if (strchr(name, '/')) {
        try_path(name, arguments);
        return -1;
    }
    const char* folders = getenv("PATH");
    if (!folders) folders = "/bin";
    bool forbidden = false;
    const usize name_length = strlen(name);
    errno = ENOENT;
    while (name_length > 0) {
        const usize length = strcspn(folders, ":");
        char path[PATH_MAX];
        if (length + 1 + name_length < sizeof path) {
            memcpy(path, folders, length);
            strcpy(path + length, length > 0 ? "/" : ""); // an empty folder is the current one
            strcat(path, name);
            try_path(path, arguments);
            if (errno == EACCES)
                forbidden = true;
            else if (errno != ENOENT && errno != ENOTDIR)
                return -1;
        }
        if (folders[length] == '\0') break;
        folders += length + 1;
    }
    errno = forbidden ? EACCES : ENOENT;
    return -1;
}

int execl(const char* path, const char* argument, ...) {
    char* array[kListMax];
    va_list rest;
    va_start(rest, argument);
    const bool collected = collect(array, argument, rest);
    va_end(rest);
    return collected ? execv(path, array) : -1;
}

int execlp(const char* name, const char* argument, ...) {
    char* array[kListMax];
    va_list rest;
    va_start(rest, argument);
    const bool collected = collect(array, argument, rest);
    va_end(rest);
    return collected ? execvp(name, array) : -1;
}

int system(const char* command) {
    if (!command) return access(kShell, X_OK) == 0;
    const pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        execl(kShell, "sh", "-c", command, static_cast<char*>(nullptr));
        _exit(127);
    }
    int status;
    return waitpid(child, &status, WAIT_BLOCK) < 0 ? -1 : status;
}

} // extern "C"
