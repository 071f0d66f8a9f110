// user/bin/sh/arithmetic.cpp: an evaluator by precedence climbing, which computes as it reads.
#include "arithmetic.h"

#include <ctype.h>

namespace shell {
namespace {

struct Operator {
    const char* text;
    int level; // of precedence: higher ones bind more tightly
};

// Longer ones before those that they begin with.
constexpr Operator kOperators[] = {
    {"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8}, {"<=", 7}, {">=", 7}, {"|", 3},
    {"^", 4},  {"&", 5},  {"<", 7},  {">", 7},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
};

constexpr u32 kMaximumDepth = 100;

class Evaluator {
  public:
    Evaluator(View text, Surroundings& surroundings, Text& error)
        : text_(text), surroundings_(surroundings), error_(error) {}

    i64 whole() {
        i64 value = assignment(true);
        if (skip_blanks(), at_ < text_.size()) fail(join("unexpected `", text_.from(at_), "'"));
        return value;
    }
    bool failed() const { return failed_; }

  private:
    // `live` is false for what the left side of && || ?: has ruled out: it is read, but has no effect.
    i64 assignment(bool live);
    i64 conditional(bool live);
    i64 binary(int lowest, bool live);
    i64 unary(bool live);
    i64 primary(bool live);
    i64 apply(View symbol, i64 left, i64 right, bool live);
    i64 divide(View symbol, i64 left, i64 right);
    const Operator* next_operator();
    i64 number(View text);
    i64 variable(View name);

    void skip_blanks() {
        while (at_ < text_.size() && isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    char peek() { return skip_blanks(), at_ < text_.size() ? text_[at_] : 0; }
    bool accept(char c) {
        bool there = peek() == c;
        if (there) ++at_;
        return there;
    }
    void fail(Text message) {
        if (!failed_) error_ = std::move(message);
        failed_ = true;
        at_ = text_.size();
    }

    View text_;
    usize at_ = 0;
    Surroundings& surroundings_;
    Text& error_;
    bool failed_ = false;
    u32 depth_ = 0;
};

i64 Evaluator::assignment(bool live) {
    skip_blanks();
    View name = text_.from(at_).first(name_length(text_.from(at_)));
    usize start = at_;
    at_ += name.size();
    skip_blanks();
    const Operator* combine = next_operator();
    bool may_combine = combine && combine->level > 2 && (combine->level < 6 || combine->level > 7);
    usize skip = may_combine ? strlen(combine->text) : 0;
    View rest = text_.from(at_ + skip);
    if (name.empty() || !rest.starts_with("=") || rest.starts_with("==")) {
        at_ = start;
        return conditional(live);
    }
    at_ += skip + 1;
    if (++depth_ > kMaximumDepth) fail("nested too deeply");
    i64 value = assignment(live);
    --depth_;
    if (skip) value = apply(combine->text, variable(name), value, live);
    if (live && !failed_) surroundings_.assign(name, Text().append_number(value));
    return value;
}

i64 Evaluator::conditional(bool live) {
    i64 condition = binary(1, live);
    if (!accept('?')) return condition;
    if (++depth_ > kMaximumDepth) fail("nested too deeply");
    i64 yes = assignment(live && condition);
    if (!accept(':')) fail("`:' is missing");
    i64 no = conditional(live && !condition);
    --depth_;
    return condition ? yes : no;
}

const Operator* Evaluator::next_operator() {
    skip_blanks();
    for (const Operator& candidate : kOperators) {
        if (text_.from(at_).starts_with(candidate.text)) return &candidate;
    }
    return nullptr;
}

i64 Evaluator::binary(int lowest, bool live) {
    i64 left = unary(live);
    for (;;) {
        const Operator* symbol = next_operator();
        if (!symbol || symbol->level < lowest) return left;
        at_ += strlen(symbol->text);
        bool decided = (symbol->level == 1 && left) || (symbol->level == 2 && !left);
        i64 right = binary(symbol->level + 1, live && !decided);
        left = apply(symbol->text, left, right, live && !decided);
    }
}

// Arithmetic is done on unsigned numbers, where wrapping around is defined.
i64 Evaluator::apply(View symbol, i64 left, i64 right, bool live) {
    u64 a = static_cast<u64>(left), b = static_cast<u64>(right);
    if (symbol == "||") return left || right;
    if (symbol == "&&") return left && right;
    if (symbol == "==") return left == right;
    if (symbol == "!=") return left != right;
    if (symbol == "<=") return left <= right;
    if (symbol == ">=") return left >= right;
    if (symbol == "<") return left < right;
    if (symbol == ">") return left > right;
    if (symbol == "<<") return static_cast<i64>(a << (b & 63));
    if (symbol == ">>") return left >> (b & 63);
    if (symbol == "|") return left | right;
    if (symbol == "^") return left ^ right;
    if (symbol == "&") return left & right;
    if (symbol == "+") return static_cast<i64>(a + b);
    if (symbol == "-") return static_cast<i64>(a - b);
    if (symbol == "*") return static_cast<i64>(a * b);
    return live ? divide(symbol, left, right) : 0;
}

i64 Evaluator::divide(View symbol, i64 left, i64 right) {
    if (right == 0) {
        fail("division by zero");
        return 0;
    }
    bool remainder = symbol == "%";
    if (right == -1)
        return remainder ? 0 : static_cast<i64>(0 - static_cast<u64>(left)); // the smallest number wraps
    return remainder ? left % right : left / right;
}

i64 Evaluator::unary(bool live) {
    if (++depth_ > kMaximumDepth) fail("nested too deeply");
    i64 value = 0;
    if (accept('-'))
        value = static_cast<i64>(0 - static_cast<u64>(unary(live)));
    else if (accept('+'))
        value = unary(live);
    else if (accept('!'))
        value = !unary(live);
    else if (accept('~'))
        value = ~unary(live);
    else
        value = primary(live);
    --depth_;
    return value;
}

i64 Evaluator::primary(bool live) {
    if (accept('(')) {
        i64 value = assignment(live);
        if (!accept(')')) fail("`)' is missing");
        return value;
    }
    usize start = at_;
    while (at_ < text_.size() && (isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
        ++at_;
    View word = text_.part(start, at_ - start);
    if (word.empty()) {
        if (!failed_)
            fail(at_ < text_.size() ? join("unexpected `", text_.from(at_), "'")
                                    : Text("a number is missing"));
        return 0;
    }
    return is_name(word) ? variable(word) : number(word);
}

i64 Evaluator::variable(View name) {
    Text value;
    if (!surroundings_.look_up(name, value)) {
        if (surroundings_.unset_is_mistake()) fail(join(name, ": not set"));
        return 0;
    }
    if (value.empty()) return 0;
    bool negative = value[0] == '-';
    i64 magnitude = number(value.view().from(negative ? 1 : 0));
    return negative ? static_cast<i64>(0 - static_cast<u64>(magnitude)) : magnitude;
}

// Decimal, 0x hexadecimal or 0 octal; one that does not fit into 64 bits wraps around as sums do.
i64 Evaluator::number(View text) {
    bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    u64 base = hexadecimal ? 16 : text.starts_with("0") ? 8 : 10;
    View digits = text.from(hexadecimal ? 2 : 0);
    u64 value = 0;
    for (char c : digits) {
        u64 digit = isdigit(static_cast<unsigned char>(c)) ? static_cast<u64>(c - '0')
                    : isxdigit(static_cast<unsigned char>(c))
                        ? static_cast<u64>(tolower(static_cast<unsigned char>(c)) - 'a' + 10)
                        : base;
        if (digit >= base) {
            fail(join(text, ": not a number"));
            return 0;
        }
        value = value * base + digit;
    }
    if (digits.empty()) fail(join("`", text, "': not a number"));
    return static_cast<i64>(value);
}

} // namespace

bool evaluate(View expression, Surroundings& surroundings, i64& value, Text& error) {
    Evaluator evaluator(expression, surroundings, error);
    value = evaluator.whole();
    return !evaluator.failed();
}

} // namespace shell
