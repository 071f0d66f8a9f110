// tests/host/fuzz_shell.cpp: scripts of any bytes through the shell's lexer and parser.
//
// What must hold: it ends; a script that comes at once and one that comes line by line mean the same; and a mistake
// has a message, and a line that the script has.
#include "tests/host/shell_lines.h"
#include "tests/host/shell_printer.h"
#include "user/bin/sh/parser.h"
#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

std::string parse(shell::Lexer& lexer, std::size_t lines) {
    std::string text;
    shell::Parser parser(lexer);
    while (shell::Ref<shell::Sequence> line = parser.parse_line()) {
        text += print_tree(*line) + "\n";
        lexer.forget_what_was_read();
    }
    if (!lexer.failed()) return text;
    if (lexer.message().empty() || lexer.message_line() < 1 || lexer.message_line() > lines) std::abort();
    return text + std::to_string(lexer.message_line()) + lexer.message().c_string();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string script(bytes, bytes + size);
    std::replace(script.begin(), script.end(), '\0', ' '); // whoever reads a script leaves zero bytes out
    std::size_t lines = 1 + static_cast<std::size_t>(std::count(script.begin(), script.end(), '\n'));
    shell::Lexer at_once(shell::View(script.data(), script.size()));
    Lines source(script);
    shell::Lexer by_lines("", &source);
    if (parse(at_once, lines) != parse(by_lines, lines)) std::abort();
    return 0;
}
