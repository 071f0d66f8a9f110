// user/tests/tap.h: how a test program reports: the Test Anything Protocol, a line for each assertion.
//
//   int main() {
//       tap::ok(link_works, "a link works");
//       tap::equal(getppid(), 1, "the parent is init");                what it got is told if it is something else
//       tap::fails(sys::close(kClosed), Errno::badf, "nobody can close it twice");
//       {
//           tap::All all("every byte is zero");                        one assertion made of many checks
//           for (const char byte : bytes) all.equal(byte, 0, "a byte");
//       }
//       return tap::done();                                            the plan; 0 only if all passed
//   }
//
// Each line is one write that nothing buffers, so that none is lost or doubled by a fork, an exit or a fault.
#pragma once

#include "abi/names.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syscalls.h>
#include <unistd.h>

namespace tap {

// --- values in words, for what went wrong ---

struct Words {
    char text[160];
};

inline const char* name_of(Errno error) {
    const char* name = name_in(names_of<Errno>, static_cast<i64>(error));
    return name ? name : "no error";
}

[[gnu::format(printf, 1, 2)]] inline Words words(const char* format, ...) {
    Words result;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(result.text, sizeof result.text, format, arguments);
    va_end(arguments);
    return result;
}

template <class T>
concept Number = std::is_integral_v<T> || std::is_enum_v<T>;

template <Number T> Words in_words(T value) {
    if constexpr (std::is_same_v<T, bool>)
        return words("%s", value ? "true" : "false");
    else if constexpr (std::is_same_v<T, Errno>)
        return words("%s", name_of(value));
    else if constexpr (std::is_unsigned_v<T> && sizeof(T) == 8)
        return words("%lu (0x%lx)", value, value);
    else
        return words("%ld", static_cast<long>(value));
}
inline Words in_words(const char* text) { return text ? words("\"%s\"", text) : words("null"); }
inline Words in_words(const void* pointer) { return words("%p", pointer); }
inline Words in_words(double value) { return words("%.17g", value); }
inline Words in_words(Fd fd) { return words("descriptor %d", fd.number()); }
inline Words in_words(Pid pid) { return words("pid %d", pid.number()); }

// A register as a system call leaves it: a value, or -errno.
inline Words result_in_words(i64 raw) {
    return raw < 0 && raw >= -kErrnoMax ? words("%s", name_of(static_cast<Errno>(-raw))) : words("%ld", raw);
}

template <class T>
concept Text = std::is_convertible_v<const T&, const char*>;

template <class A, class B> bool same(const A& a, const B& b) {
    if constexpr (Text<A> && Text<B>) {
        const char* left = a; // either may be null
        const char* right = b;
        return left && right ? strcmp(left, right) == 0 : left == right;
    } else if constexpr (Number<A> && Number<B>)
        return static_cast<__int128>(a) == static_cast<__int128>(b);
    else
        return a == b;
}

// --- lines ---

inline int assertions = 0;
inline int failures = 0;

// What fits into a line, and a newline, in one write.
inline void write_line(const char* start, const char* format, va_list arguments) {
    char line[400];
    int length = snprintf(line, sizeof line, "%s", start);
    const int room = static_cast<int>(sizeof line) - length;
    const int wanted = vsnprintf(line + length, static_cast<size_t>(room), format, arguments);
    length += wanted < room ? wanted : room - 1;
    if (length == static_cast<int>(sizeof line) - 1) length--;
    line[length] = '\n';
    (void)sys::write(kStandardOutput, line, static_cast<usize>(length) + 1);
}

// A line that is no assertion.
[[gnu::format(printf, 1, 2)]] inline void note(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_line("# ", format, arguments);
    va_end(arguments);
}

inline bool report(bool passed, const char* format, va_list arguments) {
    assertions++;
    if (!passed) failures++;
    const Words start = words("%s %d - ", passed ? "ok" : "not ok", assertions);
    write_line(start.text, format, arguments);
    return passed;
}

// --- assertions: each answers whether it passed ---

[[gnu::format(printf, 2, 3)]] inline bool ok(bool passed, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(passed, format, arguments);
    va_end(arguments);
    return passed;
}

template <class A, class B> bool equal(const A& got, const B& expected, const char* description) {
    if (ok(same(got, expected), "%s", description)) return true;
    note("expected: %s", in_words(expected).text);
    note("     got: %s", in_words(got).text);
    return false;
}

// For what a system call answered: the typed form, or the register.
inline i64 raw_of(i64 raw) { return raw; }
template <class T> i64 raw_of(const Result<T>& result) { return result.raw(); }

template <class T> bool fails(const T& result, Errno expected, const char* description) {
    const i64 raw = raw_of(result);
    if (ok(raw == -static_cast<i64>(expected), "%s", description)) return true;
    note("expected: %s", name_of(expected));
    note("     got: %s", result_in_words(raw).text);
    return false;
}

template <class T> bool succeeds(const T& result, const char* description) {
    const i64 raw = raw_of(result);
    if (ok(raw >= 0, "%s", description)) return true;
    note("expected: success");
    note("     got: %s", result_in_words(raw).text);
    return false;
}

// --- one assertion made of many checks; its end reports it, after the first of those that failed ---

class All {
  public:
    explicit All(const char* description) { strlcpy(description_, description, sizeof description_); }
    All(const All&) = delete;
    All& operator=(const All&) = delete;
    ~All() {
        if (wrong_ > kTold) note("and %d more", wrong_ - kTold);
        ok(wrong_ == 0 && checks_ > 0, "%s", description_);
        if (checks_ == 0) note("nothing was checked");
    }

    [[gnu::format(printf, 3, 4)]] bool check(bool passed, const char* format, ...) {
        checks_++;
        if (passed || wrong_++ >= kTold) return passed;
        va_list arguments;
        va_start(arguments, format);
        write_line("# wrong: ", format, arguments);
        va_end(arguments);
        return false;
    }
    template <class A, class B> bool equal(const A& got, const B& expected, const char* what) {
        if (same(got, expected)) return check(true, "%s", what);
        return check(false, "%s: expected %s, got %s", what, in_words(expected).text, in_words(got).text);
    }
    template <class T> bool fails(const T& result, Errno expected, const char* what) {
        const i64 raw = raw_of(result);
        if (raw == -static_cast<i64>(expected)) return check(true, "%s", what);
        return check(false, "%s: expected %s, got %s", what, name_of(expected), result_in_words(raw).text);
    }
    template <class T> bool succeeds(const T& result, const char* what) {
        const i64 raw = raw_of(result);
        if (raw >= 0) return check(true, "%s", what);
        return check(false, "%s: got %s", what, result_in_words(raw).text);
    }

  private:
    static constexpr int kTold = 8;
    char description_[200]; // its own: the caller's may be put together just for this
    int checks_ = 0;
    int wrong_ = 0;
};

// The plan, and the exit status of the program.
inline int done() {
    char line[32];
    const int length = snprintf(line, sizeof line, "1..%d\n", assertions);
    (void)sys::write(kStandardOutput, line, static_cast<usize>(length));
    return failures == 0 && assertions > 0 ? 0 : 1;
}

// A test that cannot go on: what would follow is not run, and no plan is printed.
[[noreturn, gnu::format(printf, 1, 2)]] inline void bail_out(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    write_line("Bail out! ", format, arguments);
    va_end(arguments);
    _exit(1);
}

} // namespace tap
