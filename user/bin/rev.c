/* user/bin/rev.c: writes each line with its characters in the reverse order. */
#include "tool.h"

/* In UTF-8 the bytes after the first of a character all look like 10xxxxxx. */
static int begins_character(char byte) { return ((unsigned char)byte & 0xc0) != 0x80; }

static void print_reversed(const char* line, ssize_t size) {
    ssize_t end = size;
    for (ssize_t start = size - 1; start >= 0; start--) {
        if (!begins_character(line[start]) && start > 0) continue;
        fwrite(line + start, 1, (size_t)(end - start), stdout);
        end = start;
    }
}

static int reverse_file(const char* name) {
    FILE* file = open_input("rev", name);
    if (!file) return 1;
    char* line = NULL;
    size_t capacity = 0;
    ssize_t size;
    while (!ferror(stdout) && (size = getline(&line, &capacity, file)) > 0) {
        int ended = line[size - 1] == '\n';
        print_reversed(line, size - ended);
        if (ended) putchar('\n');
    }
    free(line);
    return close_input("rev", name, file);
}

int main(int count, char** arguments) {
    if (!has_no_options(count, arguments)) return usage("rev [file...]");
    int status = optind == count ? reverse_file("-") : 0;
    for (int i = optind; i < count; i++) status |= reverse_file(arguments[i]);
    return finish("rev", status);
}
