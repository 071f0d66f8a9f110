// user/labs/mirror_calls.cpp: calls `mirror` with what is good for it and what is not, and tells what came of it.
//
//   mirror_calls row|turns|limits|places
//
// The call is looked up in the table by its name, so that this compiles before anybody has written its row.
#include "tell.h"
#include <abi/rows.h>
#include <sys/mman.h>

namespace {

constexpr usize kMost = 64;
constexpr usize kPage = 4096;

const Row* find_row() {
    for (const Row& row : kRows)
        if (row.name == "mirror") return &row;
    return nullptr;
}

i64 mirror(const void* text, u64 count) {
    const Row* row = find_row();
    if (!row) lab::give_up("the table has no row for mirror");
    return sys::raw_syscall(row->number, reinterpret_cast<u64>(text), count); // as any language can call it
}

void tell_result(const char* what, i64 raw) { lab::tell(what, tap::result_in_words(raw).text); }

void describe_row() {
    const Row* row = find_row();
    lab::tell("the row", row ? "is there" : "is not there");
    if (!row) return;
    lab::tell("its result", row->result.data());
    lab::tell("its parameters", row->parameters.data());
    char errors[100] = "";
    for (const Errno error : row->errors) {
        strlcat(errors, *errors ? " " : "", sizeof errors);
        strlcat(errors, tap::name_of(error), sizeof errors);
    }
    lab::tell("its errors", errors);
}

// Texts of all lengths, each between two signs that must stay.
bool turns_text_of(usize length) {
    char text[kMost + 2];
    for (usize i = 0; i < length; i++) text[1 + i] = static_cast<char>('A' + i);
    text[0] = text[length + 1] = '|';
    if (mirror(text + 1, length) != static_cast<i64>(length)) return false;
    for (usize i = 0; i < length; i++)
        if (text[1 + i] != static_cast<char>('A' + length - 1 - i)) return false;
    return text[0] == '|' && text[length + 1] == '|';
}

void turns() {
    char word[] = "stile";
    tell_result("mirror of stile answers", mirror(word, 5));
    lab::tell("and the text is", word);
    lab::tell("a text of one byte", turns_text_of(1));
    lab::tell("a text of an even length", turns_text_of(6));
    lab::tell("a text of 64 bytes", turns_text_of(kMost));
    lab::tell("no text at all", turns_text_of(0));
}

// Numbers that mean no good. The second one's lower half is 5.
void limits() {
    char text[128];
    memset(text, 'x', sizeof text);
    text[0] = 'y';
    tell_result("65 bytes", mirror(text, kMost + 1));
    tell_result("2^32 + 5 bytes", mirror(text, (1ul << 32) + 5));
    tell_result("2^64 - 1 bytes", mirror(text, ~0ul));
    lab::tell("the text is as it was", text[0] == 'y' && text[kMost] == 'x');
}

void places() {
    char* page = static_cast<char*>(
        mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (page == MAP_FAILED || munmap(page + kPage, kPage) != 0) lab::give_up("mmap fails");
    tell_result("a null pointer", mirror(nullptr, 5));
    tell_result("an address of the kernel",
                mirror(reinterpret_cast<const void*>(0x80000000), 5)); // never a program's
    tell_result("a constant of the program", mirror("stile", 5));
    memcpy(page + kPage - 3, "abc", 3);
    tell_result("a text that ends where nothing is", mirror(page + kPage - 3, 5));
    lab::tell("what is there of it is as it was", memcmp(page + kPage - 3, "abc", 3) == 0);
    tell_result("a text that ends just before that", mirror(page + kPage - 3, 3));
}

struct Part {
    const char* name;
    void (*measure)();
};
constexpr Part kParts[] = {{"row", describe_row}, {"turns", turns}, {"limits", limits}, {"places", places}};

} // namespace

int main(int count, char** arguments) {
    for (const Part& part : kParts)
        if (count == 2 && strcmp(arguments[1], part.name) == 0) return part.measure(), 0;
    fprintf(stderr, "usage: mirror_calls row|turns|limits|places\n");
    return 2;
}
