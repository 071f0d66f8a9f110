// tests/host/shell_parser_test.cpp: what the shell's lexer and parser make of scripts, good and bad.
#include "tests/host/shell_lines.h"
#include "tests/host/shell_printer.h"
#include "user/bin/sh/parser.h"
#include <gtest/gtest.h>
#include <vector>

using namespace shell;

namespace {

std::string message_of(const Lexer& lexer) {
    return "line " + std::to_string(lexer.message_line()) + ": " + lexer.message().c_string();
}

std::string parse_all(Lexer& lexer) {
    std::string text;
    Parser parser(lexer);
    while (Ref<Sequence> line = parser.parse_line()) text += print_tree(*line) + "\n";
    return lexer.failed() ? text + message_of(lexer) : text;
}

// Each line that is complete on its own line; at the end the mistake, if there is one. Whether the script comes at
// once or line by line makes no difference.
std::string parse(const std::string& script) {
    Lexer lexer(View(script.data(), script.size()));
    std::string text = parse_all(lexer);
    Lines lines(script);
    Lexer by_lines("", &lines);
    EXPECT_EQ(parse_all(by_lines), text) << script;
    return text;
}

TEST(ShellParser, Words) {
    EXPECT_EQ(parse("echo  one\ttwo"), "([echo] [one] [two])\n");
    EXPECT_EQ(parse("a 'b c' \"d e\" f\\ g"), "([a] ['b c'] ['d e'] [f' 'g])\n");
    EXPECT_EQ(parse("a'b'\"c\"d"), "([a'bc'd])\n");
    EXPECT_EQ(parse("'' \"\""), "([''] [''])\n");
    EXPECT_EQ(parse("\"a\\$b\\x\\\"\\\\\""), "(['a$b\\x\"\\'])\n");
    EXPECT_EQ(parse("'a\\'b"), "(['a\\'b])\n");
    EXPECT_EQ(parse("a#b #c d"), "([a#b])\n");
    EXPECT_EQ(parse("one \\\ntwo th\\\nree"), "([one] [two] [three])\n");
    EXPECT_EQ(parse("'a\\\nb'"), "(['a\\\nb'])\n");
    EXPECT_EQ(parse("世界 'Grüße'"), "([世界] ['Grüße'])\n");
    EXPECT_EQ(parse("a\\"), "([a'\\'])\n");
}

TEST(ShellParser, Expansions) {
    EXPECT_EQ(parse("$a ${b} \"$c\" $1x $12 ${12} $$ $# $? $! $@ $*"),
              "([${a}] [${b}] [${c}Q] [${1}x] [${1}2] [${12}] [${$}] [${#}] [${?}] [${!}] [${@}] [${*}])\n");
    EXPECT_EQ(parse("$ $, \"$\""), "([$] [$,] ['$'])\n");
    EXPECT_EQ(parse("${a:-b c} ${a-'x y'} ${a:=d} ${a?} ${a:+$b}"),
              "([${a :- b c}] [${a - 'x y'}] [${a := d}] [${a ? }] [${a :+ ${b}}])\n");
    EXPECT_EQ(parse("${#a} ${#} ${##} ${a%b} ${a%%b*} ${a#*/} ${a##*/}"),
              "([${a length }] [${#}] [${# length }] [${a % b}] [${a %% b*}] [${a # */}] [${a ## */}])\n");
    EXPECT_EQ(parse("\"${a:-\"b c\"}\" \"${a%'x'*}\""), "([${a :- 'b c'}Q] [${a % 'x'*}Q])\n");
    EXPECT_EQ(parse("$(a b | c) \"$(d \"e\")\""), "([$(([a] [b]) | ([c])}] [$(([d] ['e'])}Q])\n");
    EXPECT_EQ(parse("$(case x in x) a;; esac)"), "([$((case x |x) ([a]))}])\n");
    EXPECT_EQ(parse("`a \\`b\\` \\$c` \"`d \\\"e\\\"`\""),
              "([$(([a] [$(([b])}] [${c}])}] [$(([d] ['e'])}Q])\n");
    EXPECT_EQ(parse("$((1 + (2 * $x)))"), "([$(('1 + (2 * '${x}Q')'}])\n");
    EXPECT_EQ(parse("$( (a) )"), "([$((sub ([a]))}])\n");
}

TEST(ShellParser, Lists) {
    EXPECT_EQ(parse("a; b ;c"), "([a]); ([b]); ([c])\n");
    EXPECT_EQ(parse("a && b || c"), "([a]) && ([b]) || ([c])\n");
    EXPECT_EQ(parse("a |\n b &&\n\n c"), "([a]) | ([b]) && ([c])\n");
    EXPECT_EQ(parse("! a | b"), "! ([a]) | ([b])\n");
    EXPECT_EQ(parse("! ! a"), "([a])\n");
    EXPECT_EQ(parse("sleep 1 & a | b  &"), "([sleep] [1]) & <sleep 1>; ([a]) | ([b]) & <a | b>\n");
    EXPECT_EQ(parse("a\n\nb\n"), "([a])\n\n([b])\n");
    EXPECT_EQ(parse("\n# only this\n"), "\n\n");
}

TEST(ShellParser, Assignments) {
    EXPECT_EQ(parse("a=1 b='2 3' c= env d=4"), "(let a=1 let b='2 3' let c= [env] [d=4])\n");
    EXPECT_EQ(parse("a=$b$c"), "(let a=${b}${c})\n");
    EXPECT_EQ(parse("a=b=c"), "(let a=b=c)\n");
    EXPECT_EQ(parse("'a'=1 1a=2 a\\=3 =4"), "(['a'=1] [1a=2] [a'='3] [=4])\n");
}

TEST(ShellParser, Redirections) {
    EXPECT_EQ(parse("a <in >out >>log 2>err 2>>all 2>&1 >&2 3<&- <>both >|force"),
              "([a]) 0<in 1>out 1>>log 2>err 2>>all 2&1 1&2 3&- 0<>both 1>force\n");
    EXPECT_EQ(parse("a 2 > b; a 2>b; a '2'>b; a 12>b"),
              "([a] [2]) 1>b; ([a]) 2>b; ([a] ['2']) 1>b; ([a] [12]) 1>b\n");
    EXPECT_EQ(parse(">a"), "() 1>a\n");
    EXPECT_EQ(parse("{ a; } >b; (c) <d"), "{([a])} 1>b; (sub ([c])) 0<d\n");
}

TEST(ShellParser, HereDocuments) {
    EXPECT_EQ(parse("cat <<E\none $x\n\"two\\$\"\nE\nnext"),
              "([cat]) 0<<'one '${x}Q'\n\"two$\"\n'\n([next])\n");
    EXPECT_EQ(parse("cat <<'E'\none $x\nE\n"), "([cat]) 0<<'one $x\n'\n");
    EXPECT_EQ(parse("cat <<-E\n\t\tone\n\tE\n"), "([cat]) 0<<'one\n'\n");
    EXPECT_EQ(parse("a <<X; b <<Y\nx\nX\ny\nY\nc"), "([a]) 0<<'x\n'; ([b]) 0<<'y\n'\n([c])\n");
    EXPECT_EQ(parse("if a <<E; then\nx\nE\nb; fi"), "(if ([a]) 0<<'x\n' then ([b]))\n");
    EXPECT_EQ(parse("cat <<E\nE"), "([cat]) 0<<\n");
}

TEST(ShellParser, Constructs) {
    EXPECT_EQ(parse("if a; then b; elif c; then d; else e; fi"),
              "(if ([a]) then ([b]) ([c]) then ([d]) else ([e]))\n");
    EXPECT_EQ(parse("while a; do b; c; done"), "(while ([a]) do ([b]); ([c]))\n");
    EXPECT_EQ(parse("until a\ndo\nb\ndone"), "(until ([a]) do ([b]))\n");
    EXPECT_EQ(parse("for i in 1 \"2 3\"; do a; done"), "(for i in [1] ['2 3'] do ([a]))\n");
    EXPECT_EQ(parse("for i; do a; done\nfor i in; do a; done\nfor i do a; done"),
              "(for i do ([a]))\n(for i in do ([a]))\n(for i do ([a]))\n");
    EXPECT_EQ(parse("case $x in a|b) c;; (*) d\n;; e) esac"), "(case ${x} |a |b) ([c]) |*) ([d]) |e) )\n");
    EXPECT_EQ(parse("case x in esac"), "(case x)\n");
    EXPECT_EQ(parse("f() { a; }"), "(function f {([a])})\n");
    EXPECT_EQ(parse("f ()\n(a) >b"), "(function f (sub ([a])) 1>b)\n");
    EXPECT_EQ(parse("(a; (b))"), "(sub ([a]); (sub ([b])))\n");
    EXPECT_EQ(parse("{ a; { b; }; }"), "{([a]); {([b])}}\n");
}

// Words are reserved only where a command begins, and only without quotes.
TEST(ShellParser, ReservedWords) {
    EXPECT_EQ(parse("echo if then } in"), "([echo] [if] [then] [}] [in])\n");
    EXPECT_EQ(parse("'if' a"), "(['if'] [a])\n");
    EXPECT_EQ(parse("for in in in; do done; done"), "line 1: unexpected `done', expected a command");
    EXPECT_EQ(parse("{a"), "([{a])\n");
}

struct Mistake {
    const char* script;
    const char* message;
};

TEST(ShellParser, MistakesSayWhatAndWhere) {
    const Mistake mistakes[] = {
        {")", "line 1: unexpected `)'"},
        {"a\nb\nc )", "([a])\n([b])\nline 3: unexpected `)'"},
        {"a ;; b", "line 1: unexpected `;;'"},
        {"a | | b", "line 1: unexpected `|'"},
        {"&& a", "line 1: unexpected `&&'"},
        {"a &&", "line 1: unexpected end of file"},
        {"a; ; b", "line 1: unexpected `;'"},
        {"if a; fi", "line 1: unexpected `fi', expected `then'"},
        {"if a; then", "line 1: unexpected end of file, expected a command"},
        {"if ; then b; fi", "line 1: unexpected `;'"},
        {"while a; done", "line 1: unexpected `done', expected `do'"},
        {"for 1 in a; do b; done", "line 1: unexpected `1', expected a name"},
        {"for i in a b do c; done", "line 1: unexpected `done', expected `do'"},
        {"case", "line 1: unexpected end of file, expected a word"},
        {"case a of", "line 1: unexpected `of', expected `in'"},
        {"case a in b c) d;; esac", "line 1: unexpected `c', expected `)'"},
        {"( )", "line 1: unexpected `)', expected a command"},
        {"(a", "line 1: unexpected end of file, expected `)'"},
        {"{ a", "line 1: unexpected end of file, expected `}'"},
        {"}", "line 1: unexpected `}'"},
        {"f() a", "line 1: unexpected `a', expected `{'"},
        {"f( a", "line 1: unexpected `a', expected `)'"},
        {"a >", "line 1: unexpected end of file, expected a file name"},
        {"a >\nb", "line 1: unexpected end of line, expected a file name"},
        {"a > | b", "line 1: unexpected `|', expected a file name"},
        {"echo 'abc", "line 1: unexpected end of file: `'' of line 1 is not closed"},
        {"\n\"abc\n\n", "\nline 4: unexpected end of file: `\"' of line 2 is not closed"},
        {"echo $(a", "line 1: unexpected end of file, expected `)'"},
        {"echo `a", "line 1: unexpected end of file: ``' of line 1 is not closed"},
        {"echo ${a", "line 1: unexpected end of file: `${' of line 1 is not closed"},
        {"echo ${}", "line 1: bad substitution: no name after `${'"},
        {"echo ${a!b}", "line 1: bad substitution: no `}' after the name"},
        {"echo $((1", "line 1: unexpected end of file: `$((' of line 1 is not closed"},
        {"echo $((1)x)", "line 1: unexpected `)' in $((...))"},
        {"cat <<E\ntext", "line 2: unexpected end of file: no `E' ends the text"},
        {"cat <<$x\ntext\n", "line 1: the end of a here-document must be a plain word"},
        {"a b ( c", "line 1: unexpected `('"},
        {"( a ) aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeee",
         "line 1: unexpected `aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd...'"},
    };
    for (const auto& [script, message] : mistakes) EXPECT_EQ(parse(script), message) << script;
}

// However deep something nests, it ends with a message and not with the stack.
TEST(ShellParser, NestingHasALimit) {
    const std::pair<const char*, const char*> pairs[] = {
        {"(", ")"},      {"{ ", "; }"},        {"$(", ")"},
        {"${a:-", "}"},  {"$((", "))"},        {"if ", "; fi"},
        {"\"$(", ")\""}, {"while ", "; done"}, {"case a in a) ", ";; esac"},
    };
    for (const auto& [open, close] : pairs) {
        for (int depth : {10, 49, 60, 5000}) {
            std::string script;
            for (int i = 0; i < depth; ++i) script += open;
            script += "1";
            for (int i = 0; i < depth; ++i) script += close;
            std::string result = parse(script);
            if (depth > 50) {
                EXPECT_NE(result.find("nested too deeply"), std::string::npos)
                    << open << result.substr(0, 100);
            } else if (*open == '(' || *open == '$' || *open == '"') {
                EXPECT_EQ(result.find("line 1"), std::string::npos) << open << depth << result.substr(0, 100);
            }
        }
    }
}

// At a terminal no line is asked for before it is needed: a command runs as soon as it is complete.
TEST(ShellParser, AsksForNoLineTooMany) {
    for (const auto& [script, needed] : std::vector<std::pair<const char*, int>>{{"a\nb\n", 1},
                                                                                 {"a &\nb\n", 1},
                                                                                 {"a |\nb\nc\n", 2},
                                                                                 {"a \\\nb\nc\n", 2},
                                                                                 {"if a\nthen b\nfi\nc\n", 3},
                                                                                 {"cat <<E\nx\nE\nb\n", 3},
                                                                                 {"'a\nb'\nc\n", 2},
                                                                                 {"\na\n", 1},
                                                                                 {"{ a\n}\nb\n", 2},
                                                                                 {"f() {\na\n}\nb\n", 3}}) {
        Lines lines(script);
        Lexer lexer("", &lines);
        EXPECT_TRUE(Parser(lexer).parse_line()) << script;
        EXPECT_EQ(lines.asked, needed) << script;
    }
}

TEST(ShellParser, AWholeScriptManyLinesLong) {
    std::string script = "if true; then\n";
    for (int i = 0; i < 20000; ++i) script += "echo " + std::to_string(i) + "; x=$(a $((1+2)))\n";
    EXPECT_EQ(parse(script + "fi\n").find("line"), std::string::npos);
}

} // namespace
