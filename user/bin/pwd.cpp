// user/bin/pwd.cpp: the path of the current directory.
#include "tool.h"

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments) || optind < count) return usage("pwd");
    char* path = getcwd(nullptr, 0);
    if (!path) return complain("pwd", "current directory");
    puts(path);
    free(path);
    return finish("pwd", 0);
}
