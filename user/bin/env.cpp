// user/bin/env.cpp: runs a program in a changed environment; without a program it shows the environment.
#include "tool.h"

int main(int count, char** arguments) {
    static char* nothing[] = {nullptr};
    int option;
    while ((option = getopt(count, arguments, "iu:")) != -1) {
        if (option == 'i')
            environ = nothing;
        else if (option == 'u')
            unsetenv(optarg);
        else
            return usage("env [-i] [-u name] [name=value]... [program [argument...]]");
    }
    char** words = arguments + optind;
    for (; *words && strchr(*words, '='); ++words) {
        char* equals = strchr(*words, '=');
        *equals = 0;
        if (setenv(*words, equals + 1, 1) < 0) return complain("env", *words);
        *equals = '=';
    }
    if (!*words) {
        for (char** entry = environ; *entry; ++entry) puts(*entry);
        return finish("env", 0);
    }
    execvp(*words, words);
    int status = errno == ENOENT ? 127 : 126;
    complain("env", *words);
    return status;
}
