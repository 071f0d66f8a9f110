// user/bin/sh/test.cpp: test and [: conditions on files, strings and numbers.
#include "builtins.h"
#include "shell.h"

#include <sys/stat.h>
#include <unistd.h>

namespace shell {
namespace {

bool is_binary(View word) {
    for (View known :
         {"=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"}) {
        if (word == known) return true;
    }
    return false;
}

bool is_unary(View word) {
    return word.size() == 2 && word[0] == '-' && View("bcdefhLnprstwxz").contains(word[1]);
}

bool file_is(char what, const Text& path) {
    struct stat status;
    bool of_link = what == 'h' || what == 'L';
    if ((of_link ? lstat(path.c_string(), &status) : stat(path.c_string(), &status)) < 0) return false;
    switch (what) {
    case 'b': return S_ISBLK(status.st_mode);
    case 'c': return S_ISCHR(status.st_mode);
    case 'd': return S_ISDIR(status.st_mode);
    case 'f': return S_ISREG(status.st_mode);
    case 'h':
    case 'L': return S_ISLNK(status.st_mode);
    case 'p': return S_ISFIFO(status.st_mode);
    case 'r': return status.st_mode & S_IRUSR;
    case 's': return status.st_size > 0;
    case 'w': return status.st_mode & S_IWUSR;
    case 'x': return status.st_mode & S_IXUSR;
    default: return true; // -e: it is there
    }
}

// -nt, -ot, -ef: newer, older, the same file. What is not there is older than anything that is.
bool files_are(View relation, const Text& left, const Text& right) {
    struct stat a, b;
    bool has_left = stat(left.c_string(), &a) == 0;
    bool has_right = stat(right.c_string(), &b) == 0;
    if (relation == "-nt") return has_left && (!has_right || a.st_mtime > b.st_mtime);
    if (relation == "-ot") return has_right && (!has_left || a.st_mtime < b.st_mtime);
    return has_left && has_right && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// The grammar: or: and { -o and }; and: not { -a not }; not: ! not | ( or ) | primary.
class Test {
  public:
    Test(const List<Text>& words, usize end) : words_(words), end_(end) {}

    bool whole() {
        if (at_ == end_) return false;
        bool value = any();
        if (at_ < end_) fail(join("unexpected `", words_[at_], "'"));
        return value;
    }
    bool failed() const { return !error_.empty(); }
    const Text& error() const { return error_; }

  private:
    static constexpr u32 kMaximumDepth = 100;

    usize left() const { return end_ - at_; }
    void fail(Text message) {
        if (!failed()) error_ = std::move(message);
        at_ = end_;
    }

    bool any() {
        bool value = all();
        while (left() && words_[at_] == "-o") {
            ++at_;
            value = all() || value;
        }
        return value;
    }

    bool all() {
        bool value = negated();
        while (left() && words_[at_] == "-a") {
            ++at_;
            value = negated() && value;
        }
        return value;
    }

    bool negated() {
        bool negative = false;
        // Where a binary operator follows, ! and ( are just strings that it compares.
        while (left() > 1 && words_[at_] == "!" && !(left() > 2 && is_binary(words_[at_ + 1]))) {
            negative = !negative;
            ++at_;
        }
        return primary() != negative;
    }

    bool primary();
    bool parenthesised();
    bool compare(const Text& a, View symbol, const Text& b);

    const List<Text>& words_;
    usize at_ = 1;
    usize end_;
    u32 depth_ = 0;
    Text error_;
};

bool Test::primary() {
    if (!left()) {
        fail("an operand is missing");
        return false;
    }
    const Text& first = words_[at_];
    if (left() >= 3 && is_binary(words_[at_ + 1])) {
        at_ += 3;
        return compare(first, words_[at_ - 2], words_[at_ - 1]);
    }
    if (left() >= 3 && first == "(") return parenthesised();
    ++at_;
    if (!left() || !is_unary(first)) return !first.empty();
    const Text& operand = words_[at_++];
    i64 fd = 0;
    switch (first[1]) {
    case 'n': return !operand.empty();
    case 'z': return operand.empty();
    case 't': return parse_number(operand, fd) && isatty(static_cast<int>(fd));
    default: return file_is(first[1], operand);
    }
}

bool Test::parenthesised() {
    if (++depth_ > kMaximumDepth)
        fail("nested too deeply");
    else
        ++at_;
    bool value = left() && any();
    --depth_;
    if (left() && words_[at_] == ")")
        ++at_;
    else
        fail("`)' is missing");
    return value;
}

bool Test::compare(const Text& a, View symbol, const Text& b) {
    if (symbol == "=" || symbol == "==") return a == b;
    if (symbol == "!=") return !(a == b);
    if (symbol == "<") return comes_before(a, b);
    if (symbol == ">") return comes_before(b, a);
    if (symbol == "-nt" || symbol == "-ot" || symbol == "-ef") return files_are(symbol, a, b);
    i64 left = 0, right = 0;
    bool good = parse_number(a, left);
    if (!good || !parse_number(b, right)) {
        fail(join(good ? b : a, ": not a number"));
        return false;
    }
    if (symbol == "-eq") return left == right;
    if (symbol == "-ne") return left != right;
    if (symbol == "-lt") return left < right;
    if (symbol == "-le") return left <= right;
    return symbol == "-gt" ? left > right : left >= right;
}

} // namespace

int run_test(Shell& shell, const List<Text>& words) {
    Text mistake;
    usize end = words.size();
    bool value = false;
    if (words[0] == "[" && !(words.last() == "]" && --end > 0)) {
        mistake = "`]' is missing";
    } else {
        Test test(words, end);
        value = test.whole();
        mistake = test.error();
    }
    if (mistake.empty()) return value ? 0 : 1;
    complain_about(shell, words, mistake);
    return kMistake;
}

} // namespace shell
