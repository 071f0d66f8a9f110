// tests/host/fuzz_utf16.cpp: any bytes as UTF-8 and as UTF-16, into buffers of any size.
//
// What must hold: what was taken, made into the other form and back, is the same; it ended for the reason that it tells; and
// who has more room gets no less.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utf16.h>
#include <vector>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

template <class T> bool same(const std::vector<T>& a, const std::vector<T>& b, size_t count) {
    return std::equal(a.begin(), a.begin() + static_cast<ptrdiff_t>(count), b.begin());
}

text_converted convert(const char* text, size_t size, std::vector<uint16_t>& made) {
    return utf8_to_utf16(text, size, made.data(), made.size());
}
text_converted convert(const uint16_t* text, size_t size, std::vector<char>& made) {
    return utf16_to_utf8(text, size, made.data(), made.size());
}

// From is a byte and To a unit, or the other way round. So much room is enough for all.
template <class From, class To> void there_and_back(const std::vector<From>& text, size_t room) {
    std::vector<To> made(3 * text.size()), less(room);
    std::vector<From> back(3 * made.size());
    const text_converted all = convert(text.data(), text.size(), made);
    require(all.end != TEXT_NO_ROOM && all.taken <= text.size() && all.made <= made.size());
    require((all.end == TEXT_WHOLE) == (all.taken == text.size()));

    const text_converted again = convert(made.data(), all.made, back);
    require(again.end == TEXT_WHOLE && again.taken == all.made && again.made == all.taken);
    require(same(back, text, all.taken));

    const text_converted some = convert(text.data(), text.size(), less);
    require(some.made <= room && some.taken <= all.taken);
    require(some.end == TEXT_NO_ROOM ? some.made < all.made : some.made == all.made);
    require(same(less, made, some.made));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const size_t room = data[0];
    const std::vector<char> bytes(data + 1, data + size);
    std::vector<uint16_t> units(bytes.size() / 2);
    if (!units.empty()) std::memcpy(units.data(), bytes.data(), units.size() * 2);
    there_and_back<char, uint16_t>(bytes, room);
    there_and_back<uint16_t, char>(units, room);
    return 0;
}
