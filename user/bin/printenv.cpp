// user/bin/printenv.cpp: the environment, or some of its variables.
#include "tool.h"

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments)) return usage("printenv [name...]");
    int status = 0;
    if (optind == count) {
        for (char** entry = environ; *entry; ++entry) puts(*entry);
    }
    for (int i = optind; i < count; ++i) {
        const char* value = getenv(arguments[i]);
        if (value)
            puts(value);
        else
            status = 1;
    }
    return finish("printenv", status);
}
