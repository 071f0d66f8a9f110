// user/bin/pwd.cpp: the path of the current directory.
#include "tool.h"

int main() {
    char* path = getcwd(nullptr, 0);
    if (!path) return complain("pwd", "current directory");
    puts(path);
    free(path);
    return finish("pwd", 0);
}
