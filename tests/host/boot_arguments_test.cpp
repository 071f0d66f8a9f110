// tests/host/boot_arguments_test.cpp: options and the rest of the line that the machine was started with.
#include "lib/boot_arguments.h"

namespace {

// The option's value, or nothing if there is no such option.
std::optional<std::string> option(const char* line, const char* name, usize size = 64) {
    const auto value =
        std::make_unique<char[]>(size); // its own allocation, so that the sanitizer sees its end
    std::fill_n(value.get(), size, '#');
    if (!find_boot_option(line, name, value.get(), size)) return std::nullopt;
    return value.get();
}

std::optional<std::string> rest(const char* line) {
    const char* found = rest_of_boot_arguments(line);
    if (!found) return std::nullopt;
    return found;
}

std::vector<std::string> variables(const char* line, usize size = 64) {
    const auto text = std::make_unique<char[]>(size); // likewise
    std::vector<std::string> found;
    while (next_boot_variable(line, text.get(), size)) found.emplace_back(text.get());
    return found;
}

// The options that are neither `crash` nor `log`, or nothing if there are none.
std::optional<std::string> unknown(const char* line, usize size = 64) {
    static constexpr const char* kNames[] = {"crash", "log"};
    const auto text = std::make_unique<char[]>(size); // likewise
    std::fill_n(text.get(), size, '#');
    if (!find_unknown_boot_options(line, kNames, text.get(), size)) return std::nullopt;
    return text.get();
}

TEST(BootArguments, FindsValues) {
    const char* line = "first=1 second=two third=a=b";
    EXPECT_EQ(option(line, "first"), "1");
    EXPECT_EQ(option(line, "second"), "two");
    EXPECT_EQ(option(line, "third"), "a=b");
    EXPECT_EQ(option(line, "fourth"), std::nullopt);
}

TEST(BootArguments, ANameAloneHasAnEmptyValue) {
    EXPECT_EQ(option("quiet", "quiet"), "");
    EXPECT_EQ(option("quiet=", "quiet"), "");
    EXPECT_EQ(option("a quiet b", "quiet"), "");
}

TEST(BootArguments, ANameIsAWholeWord) {
    EXPECT_EQ(option("quieter=1", "quiet"), std::nullopt);
    EXPECT_EQ(option("quie=1", "quiet"), std::nullopt);
    EXPECT_EQ(option("not-quiet=1", "quiet"), std::nullopt);
    EXPECT_EQ(option("a=quiet", "quiet"), std::nullopt);
}

TEST(BootArguments, BlanksDoNotMatter) {
    EXPECT_EQ(option("   log=all   quiet  ", "log"), "all");
    EXPECT_EQ(option("   log=all   quiet  ", "quiet"), "");
    EXPECT_EQ(option("", "log"), std::nullopt);
    EXPECT_EQ(option("    ", "log"), std::nullopt);
}

TEST(BootArguments, TheLastOfANameCounts) { EXPECT_EQ(option("log=none log=all", "log"), "all"); }

TEST(BootArguments, ALongValueIsCutOff) {
    EXPECT_EQ(option("log=everything", "log", 4), "eve");
    EXPECT_EQ(option("log=everything", "log", 1), "");
    EXPECT_EQ(option("log=all", "log", 4), "all");
}

TEST(BootArguments, TheRestBelongsTogether) {
    EXPECT_EQ(rest("log=all -- ls -l /bin"), "ls -l /bin");
    EXPECT_EQ(rest("-- ls"), "ls");
    EXPECT_EQ(rest("--   ls  -- x "), "ls  -- x ");
    EXPECT_EQ(rest("quiet --"), "");
    EXPECT_EQ(rest("--"), "");
}

TEST(BootArguments, ThereMayBeNoRest) {
    EXPECT_EQ(rest(""), std::nullopt);
    EXPECT_EQ(rest("log=all --quiet a--b ---"), std::nullopt);
}

TEST(BootArguments, TheRestHasNoOptions) {
    EXPECT_EQ(option("a=1 -- b=2", "a"), "1");
    EXPECT_EQ(option("a=1 -- b=2", "b"), std::nullopt);
    EXPECT_EQ(option("a=1 -- b=2", "--"), std::nullopt);
}

TEST(BootArguments, CapitalsAreVariables) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(variables("TERM=vt100  quiet LC_ALL=C crash=null -- A=b"), (Words{"TERM=vt100", "LC_ALL=C"}));
    EXPECT_EQ(variables("EMPTY= A=b=c"), (Words{"EMPTY=", "A=b=c"}));
    EXPECT_EQ(variables("NAME Term=x term=x =x A1=x"), Words{});
    EXPECT_EQ(variables("LONG=value B=2", 7), (Words{"LONG=v", "B=2"}));
    EXPECT_EQ(variables("A=b", 1), Words{""});
    EXPECT_EQ(variables(""), Words{});
}

TEST(BootArguments, FindsWhatNobodyKnows) {
    EXPECT_EQ(unknown("TERM=vt100 TERM term=x"), "TERM term=x");
    EXPECT_EQ(unknown("crash=null log"), std::nullopt);
    EXPECT_EQ(unknown(""), std::nullopt);
    EXPECT_EQ(unknown("a crash=null  b=1 logs -- c"), "a b=1 logs");
    EXPECT_EQ(unknown("cras"), "cras");
}

TEST(BootArguments, WhatNobodyKnowsIsCutOff) {
    EXPECT_EQ(unknown("one two three", 8), "one two");
    EXPECT_EQ(unknown("one two three", 9), "one two ");
    EXPECT_EQ(unknown("one two three", 6), "one t");
    EXPECT_EQ(unknown("one two", 1), "");
}

} // namespace
