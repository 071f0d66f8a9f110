// tests/host/script_test.cpp: the first line of a script says by which program it is read.
#include "process/script.h"

namespace {

struct Answer {
    bool is_script;
    std::string interpreter;
    std::optional<std::string> option;
};

// The bytes are copied, so that the sanitizer sees their end.
Answer parse(std::string_view text) {
    const auto head = std::make_unique<u8[]>(text.size());
    std::copy(text.begin(), text.end(), head.get());
    Script script;
    if (!parse_script({head.get(), text.size()}, script)) return {false, "", {}};
    if (!script.option) return {true, script.interpreter, {}};
    return {true, script.interpreter, script.option};
}

void expect(std::string_view text, std::string_view interpreter, std::optional<std::string> option = {}) {
    const Answer answer = parse(text);
    EXPECT_TRUE(answer.is_script) << text;
    EXPECT_EQ(answer.interpreter, interpreter) << text;
    EXPECT_EQ(answer.option, option) << text;
}

TEST(Script, NamesItsInterpreter) {
    expect("#!/bin/sh\necho hello\n", "/bin/sh");
    expect("#! \t/bin/sh \t\n", "/bin/sh");
    expect("#!sh\n", "sh");
    expect("#!/bin/sh", "/bin/sh"); // and nothing else
    expect("#!/bin/sh -e ", "/bin/sh", "-e");
    expect("#!x", "x");
}

TEST(Script, TheRestOfTheLineIsOneOption) {
    expect("#!/bin/sh -e\n", "/bin/sh", "-e");
    expect("#!/usr/bin/env  awk -f  \nBEGIN", "/usr/bin/env", "awk -f");
}

TEST(Script, OtherFilesAreNone) {
    for (const char* text : {"", "#", "#!", "#!\n", "#! \t \n", "# !/bin/sh\n",
                             "\x7f"
                             "ELF"})
        EXPECT_FALSE(parse(text).is_script) << text;
    EXPECT_FALSE(parse(std::string_view("#!/bin/\0sh\n", 11)).is_script);
}

TEST(Script, TheLineMayNotBeTooLong) {
    const std::string path(kScriptLineMax - 1, 'x'); // with the line's end: as long as it may be
    expect("#!" + path + "\n", path);
    EXPECT_FALSE(parse("#!" + path + "x\n").is_script);
}

} // namespace
