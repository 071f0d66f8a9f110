// user/labs/fork_pages.cpp: what a fork costs, in pages and in instructions, and what parent and child see of each other.
//
//   fork_pages cost|writes|sees|kernel|back
//
// The parent has kPages pages that it has written to; a child waits wherever something is measured meanwhile.
#include "tell.h"
#include <fcntl.h>

namespace {

constexpr usize kPage = 4096;
constexpr usize kPages = 256;
constexpr usize kWritten = 10;

struct alignas(kPage) Page {
    char bytes[kPage];
};
Page pages[kPages];

void fill(usize count, char value, usize bytes = kPage) {
    for (usize i = 0; i < count; i++) memset(pages[i].bytes, value, bytes);
}

bool halves_are(char first, char second) {
    for (const Page& page : pages)
        for (usize at = 0; at < kPage; at++)
            if (page.bytes[at] != (at < kPage / 2 ? first : second)) return false;
    return true;
}

bool all_are(char value) { return halves_are(value, value); }

u64 free_pages() {
    SystemInfo info{};
    if (!sys::system_info(&info)) lab::give_up("system_info fails");
    return info.free_pages;
}

// A child goes through a gate when its parent opens it; and tells when it is there. Each byte is one that may pass.
class Gate {
  public:
    Gate() {
        if (pipe2(ends_, 0) != 0) lab::give_up("pipe2 fails");
    }
    void open() const {
        if (write(ends_[1], "g", 1) != 1) lab::give_up("write fails");
    }
    void pass() const {
        char byte;
        if (read(ends_[0], &byte, 1) != 1) lab::give_up("read fails");
    }

  private:
    int ends_[2];
};

// What a fork takes, while the child does nothing but wait; and then what comes back.
void cost() {
    const Gate go;
    fill(kPages, 'p');
    const u64 before = free_pages();
    const u64 start = lab::instructions();
    const pid_t pid = fork();
    if (pid == 0) {
        go.pass();
        _exit(0);
    }
    const u64 taken = lab::instructions() - start;
    lab::tell("pages that a fork takes", before - free_pages());
    lab::tell("instructions of a fork", taken);
    go.open();
    lab::tell("the child", child::ending_of(pid));
}

// What ten pages cost when they are written to: as long as they are shared, and when nobody else has them any more.
void writes() {
    const Gate go, written, leave;
    fill(kPages, 'p');
    const pid_t pid = child::start([&] {
        go.pass();
        fill(kWritten, 'c');
        written.open();
        leave.pass();
        return 0;
    });
    const u64 shared = free_pages();
    go.open();
    written.pass();
    const u64 apart = free_pages();
    lab::tell("pages that ten writes take", shared - apart);
    leave.open();
    (void)child::ending_of(pid);
    const u64 start = lab::instructions();
    for (usize i = kPages / 2; i < kPages; i++) pages[i].bytes[0] = 'q';
    lab::tell("instructions of a write by the last who has the page",
              (lab::instructions() - start) / (kPages / 2));
}

// Neither sees what the other writes; and a grandchild has what its parent had. What is not written to stays.
void sees() {
    const Gate go;
    fill(kPages, 'p');
    const pid_t pid = child::start([&] {
        go.pass(); // when the parent has written
        if (!all_are('p')) return 1;
        fill(kPages, 'c', kPage / 2);
        const auto grandchild = child::run([] {
            if (!halves_are('c', 'p')) return 1;
            fill(kPages, 'g', kPage / 2);
            return halves_are('g', 'p') ? 0 : 2;
        });
        return grandchild == child::exits(0) && halves_are('c', 'p') ? 0 : 2;
    });
    fill(kPages, 'q', kPage / 2);
    go.open();
    const auto ending = child::ending_of(pid);
    lab::tell("the child has what was there at the fork", ending != child::exits(1));
    lab::tell("so has the grandchild", ending == child::exits(0));
    lab::tell("the parent has what it wrote", halves_are('q', 'p'));
}

// The kernel writes, too, where a program asks it to.
void kernel() {
    const Gate go;
    fill(kPages, 'p');
    const pid_t pid = child::start([&] {
        go.pass();
        return all_are('p') ? 0 : 1;
    });
    const int fd = open("/dev/zero", O_RDONLY);
    if (fd < 0 || read(fd, pages, sizeof pages) != static_cast<ssize_t>(sizeof pages))
        lab::give_up("/dev/zero cannot be read");
    go.open();
    lab::tell("the child, whose parent has read a file", child::ending_of(pid));
    lab::tell("the parent has what it read", all_are(0));
    const auto store_in_text = [] {
        child::store_at(reinterpret_cast<u64>(&kernel) & ~u64{7}); // an instruction of this program
        return 0;
    };
    lab::tell("a store to what may not be written", child::run(store_in_text));
}

// Whether all memory comes back: of children that write, of those that do not, and of grandchildren.
void back() {
    constexpr int kRounds = 20;
    fill(kPages, 'p');
    const auto round = [](int number) {
        const auto write_some = [number] {
            if (number % 2) fill(kPages / 2, 'c');
            return number % 3 ? 0 : child::run([] { return fill(kPages, 'g'), 0; }).status;
        };
        if (child::run(write_some) != child::exits(0)) lab::give_up("a child of a child fails");
        fill(kPages, static_cast<char>('a' + number));
    };
    round(0); // what is needed once stays
    const u64 before = free_pages();
    for (int i = 1; i <= kRounds; i++) round(i);
    lab::tell("pages that are lost after twenty children", before - free_pages());
    lab::tell("the parent has what it wrote", all_are('a' + kRounds));
}

struct Part {
    const char* name;
    void (*measure)();
};
constexpr Part kParts[] = {
    {"cost", cost}, {"writes", writes}, {"sees", sees}, {"kernel", kernel}, {"back", back}};

} // namespace

int main(int count, char** arguments) {
    for (const Part& part : kParts)
        if (count == 2 && strcmp(arguments[1], part.name) == 0) return part.measure(), 0;
    fprintf(stderr, "usage: fork_pages cost|writes|sees|kernel|back\n");
    return 2;
}
