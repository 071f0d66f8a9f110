// user/bin/cat.cpp: writes files one after the other.
#include "lines.h"

#include <fcntl.h>

namespace {

bool write_all(const char* bytes, usize count) {
    while (count) {
        ssize_t written = write(STDOUT_FILENO, bytes, count);
        if (written <= 0) return false;
        bytes += written;
        count -= static_cast<usize>(written);
    }
    return true;
}

// Straight from descriptor to descriptor, so that what is typed or piped comes out at once.
int copy(const char* name) {
    bool standard_input = strcmp(name, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(name, O_RDONLY);
    if (fd < 0) return complain("cat", name);
    static char bytes[16384];
    int status = 0;
    ssize_t size;
    while ((size = read(fd, bytes, sizeof bytes)) > 0) {
        if (write_all(bytes, static_cast<usize>(size))) continue;
        if (errno != EPIPE) complain("cat", "standard output");
        exit(1);
    }
    if (size < 0) status = complain("cat", name);
    if (!standard_input) close(fd);
    return status;
}

int number_lines(FILE* file, usize& number) {
    LineReader reader(file);
    while (!ferror(stdout) && reader.next()) {
        printf("%6zu\t", ++number);
        print_as_it_was(reader.line());
    }
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    bool numbers = false;
    int option;
    while ((option = getopt(count, arguments, "nu")) != -1) {
        if (option == 'n')
            numbers = true;
        else if (option != 'u')
            return usage("cat [-n] [file...]"); // -u: unbuffered, as it always is
    }
    char** names = arguments + optind;
    if (numbers) {
        usize number = 0;
        int status =
            for_each_input("cat", names, [&](FILE* file, const char*) { return number_lines(file, number); });
        return finish("cat", status);
    }
    int status = *names ? 0 : copy("-");
    for (; *names; ++names) status |= copy(*names);
    return status;
}
