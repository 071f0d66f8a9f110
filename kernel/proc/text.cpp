// proc/text.cpp: writing text into as many pages as it takes.
#include "proc/text.h"
#include "lib/format.h"
#include "lib/string.h"

// Whoever writes more than there is room for writes it once more, where there is twice as much.
Result<Text> Text::make(Writer write, Subject subject) {
    constexpr usize kOrderMax = 6; // 256 KiB
    for (usize order = 0; order <= kOrderMax; order++) {
        Text text(TRY(pages::allocate(order)), kPageSize << order);
        TRY(write(text, subject));
        if (text.is_whole()) return text;
    }
    return Errno::nomem;
}

void Text::add(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const auto length = static_cast<usize>(format_list(start() + size_, room_ - size_, format, arguments));
    va_end(arguments);
    size_ = length < room_ - size_ ? size_ + length : room_;
}

void Text::add_bytes(std::span<const char> bytes) {
    const usize room = room_ - size_;
    const usize count = bytes.size() < room ? bytes.size() : room;
    memcpy(start() + size_, bytes.data(), count);
    size_ += count;
}
