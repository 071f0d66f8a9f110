// tests/host/shell_expander_test.cpp: from words to fields: parameters, substitutions, splitting, file names, arithmetic.
#include "user/bin/sh/expander.h"
#include "user/bin/sh/parser.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

using namespace shell;

namespace {

// A shell that has only variables and arguments, and whose commands print what is told here.
class Fake : public Surroundings {
  public:
    bool look_up(View name, Text& value) override {
        std::string key(name.begin(), name.end());
        if (key == "#") {
            value = Text().append_number(static_cast<i64>(list.size()));
            return true;
        }
        auto found = variables.find(key);
        if (found == variables.end()) return false;
        value = found->second.c_str();
        return true;
    }
    void assign(View name, View value) override {
        variables[std::string(name.begin(), name.end())] = std::string(value.begin(), value.end());
    }
    const List<Text>& arguments() const override { return list; }
    bool output_of(const Sequence&, Text& printed) override {
        printed = output;
        return output_arrives;
    }
    bool unset_is_mistake() const override { return strict; }

    std::map<std::string, std::string> variables;
    List<Text> list;
    Text output;
    bool output_arrives = true;
    bool strict = false;
};

class ShellExpander : public testing::Test {
  protected:
    // The fields of a command's words, in brackets; or the mistake.
    std::string expand(const std::string& words) {
        Lexer lexer(join("x ", View(words.data(), words.size())));
        Ref<Sequence> line = Parser(lexer).parse_line();
        if (!line) return lexer.message().c_string();
        const auto& simple = static_cast<const Simple&>(*line->items[0].steps[0].pipeline.commands[0]);
        Expander expander(fake);
        List<Text> fields = expander.fields(simple.words);
        if (expander.failed()) return std::string("! ") + expander.error().c_string();
        std::string text;
        for (usize i = 1; i < fields.size(); ++i) text += std::string("[") + fields[i].c_string() + "]";
        return text;
    }
    void set(const char* name, const char* value) { fake.variables[name] = value; }
    void set_arguments(std::initializer_list<const char*> values) {
        fake.list.clear();
        for (const char* value : values) fake.list.push(value);
    }

    Fake fake;
};

TEST_F(ShellExpander, Parameters) {
    set("a", "one");
    set("empty", "");
    EXPECT_EQ(expand("$a ${a}b \"$a\" '$a' \\$a"), "[one][oneb][one][$a][$a]");
    EXPECT_EQ(expand("$none $empty"), "");
    EXPECT_EQ(expand("\"$none\" \"\" ''"), "[][][]");
    EXPECT_EQ(expand("x$none"), "[x]");
    EXPECT_EQ(expand("${none-d} ${none:-d} ${empty-d} ${empty:-d} ${a:-d}"), "[d][d][d][one]");
    EXPECT_EQ(expand("${a+x}${a:+x} ${empty+x} ${empty:+x} ${none+x}"), "[xx][x]");
    EXPECT_EQ(expand("${none:=new} $none"), "[new][new]");
    EXPECT_EQ(expand("${gone?} x"), "! gone: not set");
    EXPECT_EQ(expand("${gone:?is $a}"), "! gone: is one");
    EXPECT_EQ(expand("${1=x}"), "! ${1=}: not a variable");
    fake.strict = true;
    EXPECT_EQ(expand("${gone-} $a"), "[one]");
    EXPECT_EQ(expand("$gone"), "! gone: not set");
}

TEST_F(ShellExpander, Lengths) {
    set("text", "世界 ok");
    EXPECT_EQ(expand("${#text} ${#none}"), "[5][0]");
}

TEST_F(ShellExpander, Cuts) {
    set("path", "/usr/lib/libc.so.6");
    EXPECT_EQ(
        expand("${path##*/} ${path%/*} ${path%.*} ${path%%.*} ${path#/} ${path%nothing}"),
        "[libc.so.6][/usr/lib][/usr/lib/libc.so][/usr/lib/libc][usr/lib/libc.so.6][/usr/lib/libc.so.6]");
    set("stars", "a*b");
    EXPECT_EQ(expand("\"${stars%'*'b}\" \"${stars#a?}\""), "[a][b]");
}

TEST_F(ShellExpander, Splitting) {
    set("v", "  one  two\tthree\n ");
    EXPECT_EQ(expand("$v"), "[one][two][three]");
    EXPECT_EQ(expand("a${v}b"), "[a][one][two][three][b]");
    EXPECT_EQ(expand("\"$v\""), "[  one  two\tthree\n ]");
    EXPECT_EQ(expand("${none:-x y} \"${none:-x  y}\" ${none:-\"x  y\" z}"), "[x][y][x  y][x  y][z]");
    set("IFS", ":");
    set("v", "a:b::c d:");
    EXPECT_EQ(expand("$v"), "[a][b][][c d]");
    EXPECT_EQ(expand(":$v"), "[:a][b][][c d]");
    set("IFS", " :");
    set("v", "a : b::c");
    EXPECT_EQ(expand("$v"), "[a][b][][c]");
    set("IFS", "");
    EXPECT_EQ(expand("$v"), "[a : b::c]");
}

TEST_F(ShellExpander, Arguments) {
    EXPECT_EQ(expand("\"$@\" $@ $* $#"), "[0]");
    EXPECT_EQ(expand("\"$*\""), "[]");
    EXPECT_EQ(expand("\"a$@b\""), "[ab]");
    set_arguments({"1 2", "", "3"});
    EXPECT_EQ(expand("\"$@\""), "[1 2][][3]");
    EXPECT_EQ(expand("\"x$@y\""), "[x1 2][][3y]");
    EXPECT_EQ(expand("$@"), "[1][2][3]");
    EXPECT_EQ(expand("\"$*\""), "[1 2  3]");
    set("IFS", ",");
    EXPECT_EQ(expand("\"$*\""), "[1 2,,3]");
}

TEST_F(ShellExpander, Substitutions) {
    fake.output = "one two\n\n";
    EXPECT_EQ(expand("$(x) \"$(x)\" a$(x)b"), "[one][two][one two][aone][twob]");
    fake.output = "";
    EXPECT_EQ(expand("$(x) \"$(x)\""), "[]");
    fake.output = "*\\";
    EXPECT_EQ(expand("\"$(x)\""), "[*\\]");
}

TEST_F(ShellExpander, ASubstitutionThatCameToNothing) {
    fake.output_arrives = false;
    EXPECT_EQ(expand("a $(x) b"), "! "); // whoever did not let it come has said why
}

// A variable that is doubled for ever, and arguments that are.
TEST_F(ShellExpander, NothingGrowsWithoutEnd) {
    set("x", "0123456789abcdef");
    std::string result;
    for (int i = 0; i < 60 && result.empty(); ++i) {
        result = expand("\"${y:=$x$x}\"").substr(0, 2) == "! " ? "too long" : "";
        fake.variables["x"] = fake.variables["y"];
        fake.variables.erase("y");
    }
    EXPECT_EQ(result, "too long");
    fake.list.clear();
    for (int i = 0; i < 1 << 18; ++i) fake.list.push("");
    EXPECT_EQ(expand("\"$@\""), "! a word becomes too long");
}

TEST_F(ShellExpander, Home) {
    set("HOME", "/my/own");
    EXPECT_EQ(expand("~ ~/x a~ '~' \"~\" \\~ ~x"), "[/my/own][/my/own/x][a~][~][~][~][~x]");
    set("HOME", "/");
    EXPECT_EQ(expand("~ ~/x"), "[/][/x]");
}

struct Sum {
    const char* expression;
    const char* value;
};

TEST_F(ShellExpander, Arithmetic) {
    set("n", "5");
    set("minus", "-3");
    const Sum sums[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"7 / 2", "3"},
        {"-7 / 2", "-3"},
        {"-7 % 3", "-1"},
        {"2 - 3 - 4", "-5"},
        {"1 << 4 | 1", "17"},
        {"6 & 3 ^ 1", "3"},
        {"1 < 2", "1"},
        {"2 <= 1", "0"},
        {"3 == 3 && 1 != 1 || 0", "0"},
        {"!0 + ~0", "0"},
        {"- -5", "5"},
        {"n * n", "25"},
        {"$n + ${n}0", "55"},
        {"minus + 1", "-2"},
        {"none + 1", "1"},
        {"0x1F + 010", "39"},
        {"n > 3 ? 10 : 20", "10"},
        {"0 ? 1 : 0 ? 2 : 3", "3"},
        {"a = b = 4", "4"},
        {"a += 2", "6"},
        {"a <<= 2", "24"},
        {"a == 24", "1"},
        {"1 || (c = 9)", "1"},
        {"c", "0"},
        {"0 && 1 / 0", "0"},
        {"1 ? 2 : 1 / 0", "2"},
        {"9223372036854775807 + 1", "-9223372036854775808"},
        {"-9223372036854775808 / -1", "-9223372036854775808"},
        {"-9223372036854775808 % -1", "0"},
        {"1 << 64", "1"},
    };
    for (const auto& [expression, value] : sums) {
        EXPECT_EQ(expand(std::string("$((") + expression + "))"), std::string("[") + value + "]")
            << expression;
    }
    EXPECT_EQ(fake.variables.count("c"), 0u); // what && and || rule out has no effect
}

TEST_F(ShellExpander, ArithmeticMistakes) {
    set("word", "abc");
    const Sum mistakes[] = {
        {"1 / 0", "division by zero"},  {"1 % 0", "division by zero"}, {"1 +", "a number is missing"},
        {"", "a number is missing"},    {"1 2", "unexpected `2'"},     {"1 ?", "a number is missing"},
        {"1 ? 2", "`:' is missing"},    {"08", "08: not a number"},    {"0x", "`0x': not a number"},
        {"word", "abc: not a number"},  {"1 = 2", "unexpected `= 2'"}, {"1a", "1a: not a number"},
        {"2 ** 3", "unexpected `* 3'"},
    };
    for (const auto& [expression, message] : mistakes) {
        std::string text = expand(std::string("$((") + expression + "))");
        EXPECT_EQ(text, std::string("! ") + expression + ": " + message) << expression;
    }
    set("open", "(1");
    EXPECT_EQ(expand("$(($open))"), "! (1: `)' is missing");
    for (const char* piece : {"-", "!", "(", "1?", "a="}) {
        std::string deep;
        for (int i = 0; i < 10'000; ++i) deep += piece;
        fake.variables["deep"] = deep;
        EXPECT_NE(expand("$(($deep 1))").find("nested too deeply"), std::string::npos) << piece;
    }
}

class ShellGlob : public ShellExpander {
  protected:
    ShellGlob() : before_(std::filesystem::current_path()), folder_(make_folder()) {
        std::filesystem::current_path(folder_);
        for (const char* name :
             {"b.c", "a.c", "a.h", ".hidden", "x y", "[z]", "sub/one", "sub/two", "other/one"}) {
            std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
            std::ofstream(folder_ + "/" + name).put('x');
        }
    }
    ~ShellGlob() override {
        std::filesystem::current_path(before_);
        std::filesystem::remove_all(folder_);
    }

  private:
    static std::string make_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "stile-glob-XXXXXX").string();
        if (!mkdtemp(name.data())) std::abort();
        return name;
    }

    std::filesystem::path before_;
    std::string folder_;
};

TEST_F(ShellGlob, FileNames) {
    EXPECT_EQ(expand("*.c"), "[a.c][b.c]");
    EXPECT_EQ(expand("a.?"), "[a.c][a.h]");
    EXPECT_EQ(expand("[!a].c no*match"), "[b.c][no*match]");
    EXPECT_EQ(expand("*"), "[[z]][a.c][a.h][b.c][other][sub][x y]");
    EXPECT_EQ(expand(".h*"), "[.hidden]");
    EXPECT_EQ(expand("'*.c' \"*.c\" \\*.c"), "[*.c][*.c][*.c]");
    EXPECT_EQ(expand("x*"), "[x y]");
    EXPECT_EQ(expand("\\[*"), "[[z]]");
}

TEST_F(ShellGlob, Paths) {
    EXPECT_EQ(expand("*/one"), "[other/one][sub/one]");
    EXPECT_EQ(expand("sub/*"), "[sub/one][sub/two]");
    EXPECT_EQ(expand("s*//t*"), "[sub//two]");
    EXPECT_EQ(expand("*/"), "[other/][sub/]");
    EXPECT_EQ(expand("./*.h"), "[./a.h]");
    EXPECT_EQ(expand("/dev/nul?"), "[/dev/null]");
    EXPECT_EQ(expand("/*/null"), "[/dev/null]");
    EXPECT_EQ(expand("a.c/*"), "[a.c/*]");
}

TEST_F(ShellGlob, Values) {
    set("pattern", "*.c");
    EXPECT_EQ(expand("$pattern \"$pattern\""), "[a.c][b.c][*.c]");
    fake.output = "sub/o* x";
    EXPECT_EQ(expand("$(x)"), "[sub/one][x]");
}

TEST_F(ShellGlob, TooManyIsAMistake) {
    std::string pattern;
    for (int i = 0; i < 40; ++i) pattern += "*/../";
    EXPECT_NE(expand(pattern + "*").find("too many files match"), std::string::npos);
}

} // namespace
