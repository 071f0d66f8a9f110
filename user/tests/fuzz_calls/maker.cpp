// user/tests/fuzz_calls/maker.cpp: arguments by the types of their parameters.
#include "maker.h"
#include "own_folder.h"
#include <fcntl.h>
#include <signal.h>

extern "C" {
void restore_after_signal_(); // of the library: where handlers return to
void ignore_signal(int signal);
}

namespace {

// No call shall take these for what they are: numbers, and addresses of nothing that the program may write.
constexpr u64 kHostile[] = {
    0,
    1,
    ~0ul,
    1ul << 31,
    1ul << 32,
    (1ul << 32) + 1,
    1ul << 63,
    (1ul << 63) - 1,
    ~7ul,
    ~4095ul,
    8,
    0xfff,
    0x10'0000,             // the test device
    0x1000'0000,           // the serial port, or a program
    0x8020'0000,           // the kernel in machine mode
    0xffff'ffc0'8020'0000, // the kernel in supervisor mode
    0x3f'ffff'ffff,        // the last byte of user space
    1ul << 38,
    1ul << 39,
};
constexpr usize kHostileCount = sizeof kHostile / sizeof kHostile[0];

constexpr const char* kPaths[] = {"/",
                                  ".",
                                  "..",
                                  "",
                                  "/bin",
                                  "/bin/true",
                                  "/bin/false",
                                  "/bin/../bin/./true",
                                  "/dev",
                                  "/dev/null",
                                  "/dev/zero",
                                  "/dev/random",
                                  "/usr/poem.txt",
                                  "/etc/motd",
                                  "poem.txt",
                                  "null",
                                  "/none",
                                  "/none/none",
                                  "/dev/null/x",
                                  "/usr/poem.txt/",
                                  "//////bin//true",
                                  "../../../usr",
                                  "/bin/sh/"};
constexpr usize kPathCount = sizeof kPaths / sizeof kPaths[0];
constexpr u64 kLengths[] = {1, 14, 254, 255, 256, 1000, 4094, 4095, 4096, 5000};

// Memory that is the fuzzer's own.
template <class T> T* at(u64 address) { return reinterpret_cast<T*>(address); }
template <class T> u64 address_of(T* pointer) { return reinterpret_cast<u64>(pointer); }
constexpr u64 set_of(Signal signal) { return 1ul << (signal - 1); }

} // namespace

u64 Maker::hostile() { return kHostile[random_.below(kHostileCount)]; }

u64 Maker::number(const table::Parameter&) {
    const u64 lot = random_.below(100);
    if (lot < 45) return random_.below(9);
    if (lot < 60) return random_.below(300);
    if (lot < 70) return kPage - 8 + random_.below(16);
    if (lot < 80) return random_.below(9 * kPage);
    if (lot < 85) return address();
    if (lot < 90) return random_.next();
    return hostile();
}

u64 Maker::choice(const table::Parameter& parameter) {
    const auto names = parameter.names.names;
    if (names.empty() || chance(8)) return hostile();
    u64 value = 0;
    const u64 most = parameter.names.kind == NameKind::bits ? 3 : 1;
    for (u64 n = random_.below(most) + 1; n > 0; n--)
        value |= static_cast<u64>(names[random_.below(names.size())].value);
    return chance(4) ? value | random_.next() << random_.below(64) : value;
}

u64 Maker::descriptor() {
    const u64 lot = random_.below(100);
    u64 fd = hostile();
    if (lot < 70) fd = random_.below(14);
    if (lot >= 70 && lot < 80) fd = random_.below(chance(2) ? 66 : OPEN_FILES_MAX + 2);
    if (lot >= 80 && lot < 88) fd = static_cast<u64>(AT_FDCWD);
    const bool is_kept = static_cast<u32>(fd) == kReportFd || static_cast<u32>(fd) == kOwnFolderFd;
    return is_kept ? 0 : fd;
}

// Never a process that belongs to somebody else: it would be drawn into this.
u64 Maker::process() {
    const u64 lot = random_.below(100);
    const auto self = static_cast<u64>(sys::getpid.raw());
    if (lot < 20) return 0;
    if (lot < 35) return self;
    if (lot < 45) return -self;
    if (lot < 70) return all_.children.pick(random_);
    if (lot < 80) return ~0ul;
    if (lot < 85) return 0x7fff'fffe;
    return hostile();
}

u64 Maker::address() {
    const Memory& memory = all_.memory;
    const u64 lot = random_.below(100);
    constexpr u64 kFirm = Memory::kFirmPages * kPage;
    if (lot < 60) return memory.start() + random_.below(kFirm - kPage) / 8 * 8;
    if (lot < 70) return memory.loose() - random_.below(80);
    if (lot < 80) return memory.loose() + random_.below(Memory::kLoosePages * kPage);
    if (lot < 84) return memory.start() + random_.below(kFirm - kPage);
    if (lot < 86) return memory.end() - random_.below(300);
    if (lot < 88) return address_of(&ignore_signal); // may be read, not written
    return lot < 91 ? 0 : hostile();
}

u64 Maker::path() {
    if (chance(15)) return address_of(own_folder::absolute_path(random_));
    if (chance(75)) return address_of(kPaths[random_.below(kPathCount)]);
    const u64 place = address();
    const u64 room = all_.memory.firm_bytes(place);
    const u64 length = kLengths[random_.below(sizeof kLengths / sizeof kLengths[0])];
    if (room == 0) return place;
    char* text = at<char>(place);
    const char step = chance(50) ? '/' : 'a';
    for (u64 i = 0; i < length && i < room; i++) text[i] = i % 2 ? step : '.';
    if (length < room && chance(80)) text[length] = 0; // or whatever follows
    return place;
}

// A signal that wakes the thread is left out of most sets, or all threads would wait for ever.
void Maker::fill_action(u64 place) {
    auto& action = *at<SignalAction>(place);
    const u64 lot = random_.below(100);
    action.handler = lot < 30 ? SIGNAL_IGNORE : address_of(&ignore_signal);
    if (lot >= 93) action.handler = SIGNAL_DEFAULT;
    if (lot >= 99) action.handler = hostile();
    action.flags = chance(70) ? (random_.next() & (SA_RESTART | SA_NODEFER | SA_NOCLDSTOP)) : random_.next();
    action.restorer = chance(98) ? address_of(&restore_after_signal_) : hostile();
    action.mask = random_.next() & ~set_of(SIGUSR1);
}

// What a program would have put there. Another thread may do the same to the same bytes while a call reads them.
void Maker::fill(table::Type type, u64 place, u64 bytes) {
    if (type == table::type_of<SignalAction> && bytes >= sizeof(SignalAction)) return fill_action(place);
    if (type == table::type_of<u64> && bytes >= sizeof(u64)) {
        *at<u64>(place) = random_.next() & (chance(95) ? ~set_of(SIGUSR1) : ~0ul);
    } else if (type == table::type_of<u32> && bytes >= sizeof(u32)) {
        *at<u32>(place) = static_cast<u32>(random_.below(2));
    } else if (type == table::type_of<PollEntry>) {
        for (u64 i = 0; i < 9 && (i + 1) * sizeof(PollEntry) <= bytes; i++)
            at<PollEntry>(place)[i] = {static_cast<int>(descriptor()), static_cast<short>(random_.next()), 0};
    } else if (type == table::type_of<Str>) {
        u64* list = at<u64>(place);
        const u64 count = random_.below(6);
        for (u64 i = 0; i < count && (i + 1) * 8 <= bytes; i++) list[i] = chance(90) ? path() : address();
        if (count * 8 + 8 <= bytes && chance(90)) list[count] = 0;
    } else {
        for (u64 i = 0; i < 64 && i < bytes; i++) at<u8>(place)[i] = static_cast<u8>(random_.next());
    }
}

u64 Maker::argument(const table::Parameter& parameter) {
    switch (parameter.kind) {
    case table::Kind::number: return number(parameter);
    case table::Kind::choice: return choice(parameter);
    case table::Kind::descriptor: return descriptor();
    case table::Kind::process: return process();
    case table::Kind::thread: return chance(80) ? all_.threads.pick(random_) : process();
    case table::Kind::string: return path();
    case table::Kind::mapping: return address();
    case table::Kind::input:
    case table::Kind::output: break;
    }
    const u64 place = address();
    const u64 room = all_.memory.firm_bytes(place);
    if (room > 0 && place % 8 == 0) fill(parameter.type, place, room);
    return place;
}

Call Maker::make() {
    Call call{&pick_row(random_, all_.is_child), {}};
    for (usize i = 0; i < table::kMostParameters; i++)
        call.arguments[i] =
            i < call.row->arity ? argument(call.row->parameters[i]) : random_.next(); // nobody looks at these
    adjust(call);
    return call;
}
