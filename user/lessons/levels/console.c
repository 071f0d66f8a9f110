/* user/lessons/levels/console.c: a line in several scripts, as a program for Windows writes it; here and on Windows alike.
 *
 * A console takes UTF-16, and so the text is UTF-16 from the beginning: its last character but one is two units. What is no
 * console takes bytes, and UTF-8 is what others expect there.
 */
#include <stddef.h>
#include <utf16.h>
#include <windows.h>

static const uint16_t kText[] = u"Hello, \u4f60\u597d \U0001f600\n";
static const DWORD kUnits = sizeof kText / sizeof kText[0] - 1;

static int write_to_console(HANDLE console) {
    DWORD written = 0;
    return WriteConsoleW(console, kText, kUnits, &written, NULL) != 0 && written == kUnits;
}

static int write_to_file(HANDLE file) {
    char bytes[3 * sizeof kText / sizeof kText[0]];
    const struct text_converted text = utf16_to_utf8(kText, kUnits, bytes, sizeof bytes);
    DWORD written = 0;
    return WriteFile(file, bytes, (DWORD)text.made, &written, NULL) != 0 && written == text.made;
}

int main(void) {
    const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
    if (output == NULL || output == INVALID_HANDLE_VALUE) return 1;
    DWORD mode;
    const int good = GetConsoleMode(output, &mode) ? write_to_console(output) : write_to_file(output);
    return good ? 0 : 1;
}
