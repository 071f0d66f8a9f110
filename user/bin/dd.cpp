// user/bin/dd.cpp: copies blocks of bytes, from a place to a place.
#include "sizes.h"

#include <fcntl.h>

namespace {

constexpr const char* kUsage =
    "dd [if=file] [of=file] [bs=bytes] [count=blocks] [skip=blocks] [seek=blocks] [conv=notrunc,fsync] "
    "[status=none]";

struct Options {
    const char* input = nullptr;
    const char* output = nullptr;
    i64 block = 512;
    i64 count = -1; // all there is
    i64 skip = 0;   // of the input
    i64 seek = 0;   // of the output
    bool truncate = true;
    bool sync = false;
    bool quiet = false;
};

// Whole ones, and those of which there was less.
struct Records {
    u64 full = 0;
    u64 partial = 0;
};

struct Progress {
    Records in;
    Records out;
    u64 bytes = 0;
};

bool is_word(const char* list, usize size, const char* word) {
    return strlen(word) == size && memcmp(list, word, size) == 0;
}

// conv=notrunc,fsync
bool parse_conversions(const char* list, Options& options) {
    for (;;) {
        usize size = strcspn(list, ",");
        if (is_word(list, size, "notrunc"))
            options.truncate = false;
        else if (is_word(list, size, "fsync"))
            options.sync = true;
        else
            return false;
        if (!list[size]) return true;
        list += size + 1;
    }
}

bool parse(const char* operand, Options& options) {
    const char* equals = strchr(operand, '=');
    if (!equals) return false;
    usize size = static_cast<usize>(equals - operand);
    const char* value = equals + 1;
    if (is_word(operand, size, "if"))
        options.input = value;
    else if (is_word(operand, size, "of"))
        options.output = value;
    else if (is_word(operand, size, "bs"))
        return parse_size(value, options.block) && options.block > 0 && options.block <= 64 << 20;
    else if (is_word(operand, size, "count"))
        return parse_size(value, options.count);
    else if (is_word(operand, size, "skip"))
        return parse_size(value, options.skip);
    else if (is_word(operand, size, "seek"))
        return parse_size(value, options.seek);
    else if (is_word(operand, size, "conv"))
        return parse_conversions(value, options);
    else if (is_word(operand, size, "status"))
        return options.quiet = strcmp(value, "none") == 0;
    else
        return false;
    return true;
}

// So many blocks in bytes. False if no file has so many.
bool in_bytes(i64 blocks, const Options& options, i64& bytes) {
    return !__builtin_mul_overflow(blocks, options.block, &bytes);
}

// What has no place, such as a pipe, is read instead. True, too, if it ends before.
bool skip_input(int fd, char* block, const Options& options) {
    i64 bytes;
    if (!in_bytes(options.skip, options, bytes)) {
        errno = EOVERFLOW;
        return false;
    }
    if (bytes == 0 || lseek(fd, bytes, SEEK_CUR) >= 0) return true;
    if (errno != ESPIPE) return false;
    while (bytes > 0) {
        ssize_t size = read(fd, block, static_cast<usize>(bytes < options.block ? bytes : options.block));
        if (size <= 0) return size == 0;
        bytes -= size;
    }
    return true;
}

int open_output(const Options& options, i64& start) {
    if (!in_bytes(options.seek, options, start)) {
        errno = EOVERFLOW;
        return -1;
    }
    int fd = options.output ? open(options.output, O_WRONLY | O_CREAT, 0666) : STDOUT_FILENO;
    if (fd < 0) return -1;
    struct stat file;
    bool cut = options.output && options.truncate && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
    if (cut && ftruncate(fd, start) < 0) return -1;
    return start == 0 || lseek(fd, start, SEEK_CUR) >= 0 ? fd : -1;
}

bool write_block(int fd, const char* block, usize size, usize full, Progress& progress) {
    for (usize done = 0; done < size;) {
        ssize_t written = write(fd, block + done, size - done);
        if (written <= 0) {
            progress.out.partial += done > 0;
            return false;
        }
        done += static_cast<usize>(written);
        progress.bytes += static_cast<usize>(written);
    }
    ++(size == full ? progress.out.full : progress.out.partial);
    return true;
}

int copy(int input, int output, char* block, const Options& options, Progress& progress) {
    usize full = static_cast<usize>(options.block);
    for (i64 left = options.count; left != 0; --left) {
        ssize_t size = read(input, block, full);
        if (size < 0) return complain("dd", options.input ? options.input : "standard input");
        if (size == 0) return 0;
        ++(static_cast<usize>(size) == full ? progress.in.full : progress.in.partial);
        if (!write_block(output, block, static_cast<usize>(size), full, progress))
            return complain("dd", options.output ? options.output : "standard output");
    }
    return 0;
}

void report(const Progress& progress) {
    fprintf(stderr, "%lu+%lu records in\n%lu+%lu records out\n%lu bytes copied\n", progress.in.full,
            progress.in.partial, progress.out.full, progress.out.partial, progress.bytes);
}

} // namespace

int main(int, char** arguments) {
    Options options;
    while (*++arguments) {
        if (parse(*arguments, options)) continue;
        fprintf(stderr, "dd: %s: not understood\n", *arguments);
        return usage(kUsage);
    }
    const char* input_name = options.input ? options.input : "standard input";
    const char* output_name = options.output ? options.output : "standard output";
    int input = options.input ? open(options.input, O_RDONLY) : STDIN_FILENO;
    if (input < 0) return complain("dd", input_name);
    char* block = static_cast<char*>(need(malloc(static_cast<usize>(options.block))));
    if (!skip_input(input, block, options)) return complain("dd", input_name);
    i64 start;
    int output = open_output(options, start);
    if (output < 0) return complain("dd", output_name);
    Progress progress;
    int status = copy(input, output, block, options, progress);
    if (options.sync && fsync(output) < 0) status = complain("dd", output_name);
    if (!options.quiet) report(progress);
    free(block);
    return status;
}
