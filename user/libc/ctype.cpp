// user/libc/ctype.cpp: kinds of characters. Only ASCII has any; a byte of a UTF-8 sequence has none.

#include <ctype.h>

namespace {

// EOF and what lies outside a byte fall out of every range.
bool between(int character, int first, int last) { return character >= first && character <= last; }

} // namespace

extern "C" {

int isascii(int character) { return between(character, 0, 127); }
int isblank(int character) { return character == ' ' || character == '\t'; }
int iscntrl(int character) { return between(character, 0, 31) || character == 127; }
int isdigit(int character) { return between(character, '0', '9'); }
int isgraph(int character) { return between(character, '!', '~'); }
int islower(int character) { return between(character, 'a', 'z'); }
int isprint(int character) { return between(character, ' ', '~'); }
int isspace(int character) { return character == ' ' || between(character, '\t', '\r'); }
int isupper(int character) { return between(character, 'A', 'Z'); }
int isalpha(int character) { return islower(character) || isupper(character); }
int isalnum(int character) { return isalpha(character) || isdigit(character); }
int ispunct(int character) { return isgraph(character) && !isalnum(character); }

int isxdigit(int character) {
    return isdigit(character) || between(character, 'a', 'f') || between(character, 'A', 'F');
}

int tolower(int character) { return isupper(character) ? character - 'A' + 'a' : character; }
int toupper(int character) { return islower(character) ? character - 'a' + 'A' : character; }

} // extern "C"
