// user/bin/xargs.cpp: runs a program with words from the standard input as its arguments.
#include "lines.h"

#include <ctype.h>
#include <sys/wait.h>

namespace {

constexpr usize kMostWords = 1000;  // of one command
constexpr usize kMostFixed = 500;   // of these, from the command line
constexpr usize kMostBytes = 32768; // well below what execve takes

constexpr int kSomeFailed = 123; // as POSIX has it
constexpr int kCannotExecute = 126;
constexpr int kNotFound = 127;
constexpr int kSignalled = 125;

// The words of one command: those of the command line, then those from the input.
class Command {
  public:
    explicit Command(char** fixed) {
        for (; fixed[fixed_] && fixed_ < kMostFixed; ++fixed_) words_[fixed_] = fixed[fixed_];
        count_ = fixed_;
    }

    usize added() const { return count_ - fixed_; }
    bool fits(usize bytes) const { return count_ < kMostWords && bytes_ + bytes < kMostBytes; }
    void add(char* word) {
        words_[count_++] = word;
        bytes_ += strlen(word) + 1;
    }
    void clear() {
        for (usize i = fixed_; i < count_; ++i) free(words_[i]);
        count_ = fixed_;
        bytes_ = 0;
    }

    // 0, or the exit status of xargs itself.
    int run() {
        words_[count_] = nullptr;
        fflush(stdout);
        pid_t child = fork();
        if (child < 0) return complain("xargs", "fork");
        if (child == 0) {
            execvp(words_[0], words_);
            int status = errno == ENOENT ? kNotFound : kCannotExecute;
            complain("xargs", words_[0]);
            _exit(status);
        }
        int status = 0;
        if (waitpid(child, &status, 0) < 0) return complain("xargs", "waitpid");
        if (WIFSIGNALED(status)) return kSignalled;
        int code = WEXITSTATUS(status);
        return code == 0 || code == kNotFound || code == kCannotExecute ? code : kSomeFailed;
    }

  private:
    char* words_[kMostWords + 1];
    usize fixed_ = 0;
    usize count_ = 0;
    usize bytes_ = 0;
};

// The next word of the input: blanks separate, quotes and backslashes keep together. Null at the end.
char* next_word() {
    int c = getchar();
    while (c != EOF && isspace(c)) c = getchar();
    if (c == EOF) return nullptr;
    usize size = 0, capacity = 32;
    char* word = static_cast<char*>(need(malloc(capacity)));
    int quote = 0;
    for (; c != EOF && (quote || !isspace(c)); c = getchar()) {
        if (quote && c == quote) {
            quote = 0;
            continue;
        }
        if (!quote && (c == '\'' || c == '"')) {
            quote = c;
            continue;
        }
        if (!quote && c == '\\') c = getchar();
        if (c == EOF) break;
        if (size + 1 == capacity) word = static_cast<char*>(need(realloc(word, capacity *= 2)));
        word[size++] = static_cast<char>(c);
    }
    word[size] = 0;
    return word;
}

} // namespace

int main(int count, char** arguments) {
    usize most = kMostWords;
    int option;
    while ((option = getopt(count, arguments, "n:")) != -1) {
        if (option != 'n' || !parse_count(optarg, most) || !most)
            return usage("xargs [-n most] [program [argument...]]");
    }
    if (static_cast<usize>(count - optind) > kMostFixed) {
        errno = E2BIG;
        return complain("xargs", arguments[optind]);
    }
    static char echo[] = "echo";
    static char* only_echo[] = {echo, nullptr};
    static Command command(arguments[optind] ? arguments + optind : only_echo);
    int status = 0;
    bool ran = false;
    while (char* word = next_word()) {
        if (command.added() && (command.added() == most || !command.fits(strlen(word) + 1))) {
            status = command.run();
            ran = true;
            command.clear();
            if (status && status != kSomeFailed) break;
        }
        command.add(word);
    }
    bool stopped = status && status != kSomeFailed;
    if (!stopped && (command.added() || !ran)) {
        int last = command.run();
        if (last) status = last;
    }
    command.clear();
    return status;
}
