// user/bin/sort.cpp: puts the lines of files in order.
#include "array.h"
#include "lines.h"

#include <ctype.h>

namespace {

struct Order {
    bool numeric = false;
    bool reverse = false;
    bool unique = false;
    bool fold = false;  // capital letters count as small ones
    usize field = 0;    // compare from this field on; 0: the whole line
    char separator = 0; // between fields; 0: blanks
};

Order order; // qsort's comparison takes no argument of ours

// What of a line is compared first.
const char* key_of(const Line& line) {
    const char* at = line.text;
    const char* end = line.text + line.size;
    for (usize field = 1; field < order.field; ++field) {
        if (order.separator) {
            while (at < end && *at != order.separator) ++at;
            if (at < end) ++at;
        } else {
            while (at < end && isblank(static_cast<unsigned char>(*at))) ++at;
            while (at < end && !isblank(static_cast<unsigned char>(*at))) ++at;
        }
    }
    return at;
}

// Decimal numbers, compared digit by digit: they may be of any length. What is no number counts as 0.
struct Number {
    bool negative = false;
    const char* whole = "";
    usize whole_size = 0;
    const char* fraction = "";
    usize fraction_size = 0;

    explicit Number(const char* text) {
        while (isblank(static_cast<unsigned char>(*text))) ++text;
        if (*text == '-') {
            negative = true;
            ++text;
        }
        while (*text == '0') ++text;
        whole = text;
        while (isdigit(static_cast<unsigned char>(*text))) ++text;
        whole_size = static_cast<usize>(text - whole);
        if (*text == '.') {
            fraction = ++text;
            while (isdigit(static_cast<unsigned char>(*text))) ++text;
            fraction_size = static_cast<usize>(text - fraction);
            while (fraction_size && fraction[fraction_size - 1] == '0') --fraction_size;
        }
        if (!whole_size && !fraction_size) negative = false;
    }

    int compare_size(const Number& other) const {
        if (whole_size != other.whole_size) return whole_size < other.whole_size ? -1 : 1;
        if (int difference = memcmp(whole, other.whole, whole_size)) return difference;
        usize common = fraction_size < other.fraction_size ? fraction_size : other.fraction_size;
        if (int difference = memcmp(fraction, other.fraction, common)) return difference;
        return fraction_size == other.fraction_size ? 0 : fraction_size < other.fraction_size ? -1 : 1;
    }

    int compare(const Number& other) const {
        if (negative != other.negative) return negative ? -1 : 1;
        return negative ? other.compare_size(*this) : compare_size(other);
    }
};

int compare_bytes(const char* a, usize a_size, const char* b, usize b_size) {
    for (usize i = 0; i < a_size && i < b_size; ++i) {
        int x = static_cast<unsigned char>(a[i]), y = static_cast<unsigned char>(b[i]);
        if (order.fold) x = tolower(x), y = tolower(y);
        if (x != y) return x - y;
    }
    return a_size == b_size ? 0 : a_size < b_size ? -1 : 1;
}

int compare_keys(const Line& a, const Line& b) {
    const char* x = key_of(a);
    const char* y = key_of(b);
    int result = order.numeric ? Number(x).compare(Number(y))
                               : compare_bytes(x, a.size - static_cast<usize>(x - a.text), y,
                                               b.size - static_cast<usize>(y - b.text));
    return order.reverse ? -result : result;
}

// Lines with equal keys are ordered by all of their bytes, so that the outcome does not depend on the way.
int compare_lines(const void* first, const void* second) {
    const Line& a = *static_cast<const Line*>(first);
    const Line& b = *static_cast<const Line*>(second);
    if (int result = compare_keys(a, b)) return result;
    usize common = a.size < b.size ? a.size : b.size;
    int result = memcmp(a.text, b.text, common);
    if (result == 0) result = a.size == b.size ? 0 : a.size < b.size ? -1 : 1;
    return order.reverse ? -result : result;
}

bool read_options(int count, char** arguments) {
    int option;
    while ((option = getopt(count, arguments, "bfnruk:t:")) != -1) {
        switch (option) {
        case 'b': break; // blanks before a number do not matter anyway
        case 'f': order.fold = true; break;
        case 'n': order.numeric = true; break;
        case 'r': order.reverse = true; break;
        case 'u': order.unique = true; break;
        case 't': order.separator = optarg[0]; break;
        case 'k':
            if (!parse_count(optarg, order.field) || !order.field) return false;
            break;
        default: return false;
        }
    }
    return true;
}

} // namespace

int main(int count, char** arguments) {
    if (!read_options(count, arguments)) return usage("sort [-fnru] [-k field] [-t separator] [file...]");
    Array<Line> lines;
    int status = for_each_input("sort", arguments + optind, [&](FILE* file, const char*) {
        LineReader reader(file);
        while (reader.next()) lines.add(reader.take());
        return 0;
    });
    lines.sort(compare_lines);
    for (usize i = 0; i < lines.size() && !ferror(stdout); ++i) {
        if (!order.unique || i == 0 || compare_keys(lines[i - 1], lines[i]) != 0) print_line(lines[i]);
    }
    for (Line& line : lines) free(line.text);
    return finish("sort", status ? 2 : 0);
}
