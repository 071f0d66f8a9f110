// user/bin/printenv.cpp: the environment, or some of its variables.
#include "tool.h"

int main(int count, char** arguments) {
    int status = 0;
    if (count < 2) {
        for (char** entry = environ; *entry; ++entry) puts(*entry);
    }
    for (int i = 1; i < count; ++i) {
        const char* value = getenv(arguments[i]);
        if (value)
            puts(value);
        else
            status = 1;
    }
    return finish("printenv", status);
}
