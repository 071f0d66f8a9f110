// debug/failures.cpp: which allocation or request fails on request.
#include "debug/failures.h"
#include "debug/log.h"
#include "lib/string.h"

namespace failures {
namespace {

constexpr char kEvery[] = "every:";

// Passes over `word` if the text begins with it.
bool skip(const char*& text, const char* word) {
    const usize length = strlen(word);
    if (strncmp(text, word, length) != 0) return false;
    text += length;
    return true;
}

// A whole number from 1 on, of at most nine digits; 0 if the text is none.
u64 number_in(const char* text) {
    u64 number = 0;
    usize digits = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 9; digits++)
        number = 10 * number + static_cast<u64>(text[digits] - '0');
    return text[digits] == '\0' ? number : 0;
}

// memory:100 or memory:every:37, for the source of this name.
bool arm_source(Source& source, const char* wish) {
    if (!skip(wish, source.name()) || !skip(wish, ":")) return false;
    const bool again = skip(wish, kEvery);
    const u64 number = number_in(wish);
    if (number == 0) return false;
    // A program that touches a page would try again for ever.
    if (again && number == 1 && &source == &memory) {
        log("fail=memory:every:1: nothing would run any more; the least is memory:every:2\n");
        return true;
    }
    source.arm(number, again);
    return true;
}

} // namespace

constinit Source memory("memory");
constinit Source device("device");

void Source::arm(u64 number, bool again) {
    again_ = again;
    seen_.store(0, Order::relaxed);
    period_.store(number, Order::release);
}

bool Source::strikes_now() {
    const u64 period = period_.load(Order::acquire);
    const u64 number = seen_.fetch_add(1, Order::relaxed) + 1;
    return again_ ? number % period == 0 : number == period;
}

void arm(const char* wish) {
    if (arm_source(memory, wish) || arm_source(device, wish)) return;
    log("fail=%s: this kernel knows memory:N, memory:every:N, device:N and device:every:N\n", wish);
}

} // namespace failures
