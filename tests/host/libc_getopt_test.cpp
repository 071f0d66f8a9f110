// tests/host/libc_getopt_test.cpp: reading options, compared with the host's on random command lines.

#include "libc_names.h"
#include <getopt.h>
#include <gtest/gtest.h>
#include <random>

namespace {

// What one call answered, and what it left in the variables.
struct Answer {
    int letter;
    std::string argument;
    int next;
    int wrong;
    bool operator==(const Answer&) const = default;
};

void PrintTo(const Answer& answer, std::ostream* to) {
    *to << "{" << answer.letter << " '" << answer.argument << "' next " << answer.next << " wrong "
        << answer.wrong << "}";
}

class Getopt : public testing::Test {
  protected:
    size_t below(size_t limit) { return random_() % limit; }

    std::vector<std::string> command_line() {
        static constexpr const char* kArguments[] = {"-a",      "-b",      "-ab",      "-c",     "-cvalue",
                                                     "-abc",    "-",       "--",       "plain",  "-x",
                                                     "-ax",     "-d",      "-dvalue",  "--all",  "--al",
                                                     "--alter", "--color", "--color=", "--name", "--name=n",
                                                     "--no",    "--na=",   "--",       "-:",     "",
                                                     "--=x",    "--a"};
        std::vector<std::string> words = {"program"};
        for (size_t count = below(7); count > 0; --count)
            words.push_back(kArguments[below(std::size(kArguments))]);
        return words;
    }

    std::mt19937_64 random_{1};
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> array;
    for (std::string& word : words) array.push_back(word.data());
    array.push_back(nullptr);
    return array;
}

constexpr option kWords[] = {
    {"all", no_argument, nullptr, 'a'},         {"alter", no_argument, nullptr, 1000},
    {"color", optional_argument, nullptr, 'o'}, {"name", required_argument, nullptr, 'n'},
    {"nothing", no_argument, nullptr, 'N'},     {nullptr, 0, nullptr, 0},
};

// All answers for one command line, up to the -1 at the end.
template <class Ask> std::vector<Answer> answers(Ask ask, char*& argument, int& next, int& wrong) {
    std::vector<Answer> all;
    for (int i = 0; i < 30; ++i) {
        argument = nullptr;
        const int letter = ask();
        // What stands in optopt counts only after an error.
        const bool failed = letter == '?' || letter == ':';
        all.push_back({letter, argument ? argument : "(none)", next, failed ? wrong : 0});
        if (letter == -1) break;
    }
    return all;
}

TEST_F(Getopt, LettersAsTheHostReadsThem) {
    stile_opterr = opterr = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::vector<std::string> words = command_line();
        std::vector<char*> array = pointers(words);
        const int count = static_cast<int>(words.size());
        const std::string options = below(2) ? ":abc:d::" : "abc:d::";
        optind = stile_optind = 0;
        const auto theirs = answers([&] { return getopt(count, array.data(), ("+" + options).c_str()); },
                                    optarg, optind, optopt);
        const auto ours = answers([&] { return stile_getopt(count, array.data(), options.c_str()); },
                                  stile_optarg, stile_optind, stile_optopt);
        ASSERT_EQ(ours, theirs) << options << ": " << testing::PrintToString(words);
    }
}

TEST_F(Getopt, WordsAsTheHostReadsThem) {
    stile_opterr = opterr = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::vector<std::string> words = command_line();
        std::vector<char*> array = pointers(words);
        const int count = static_cast<int>(words.size());
        const std::string options = below(2) ? ":abc:" : "abc:";
        int which = -1, their_which = -1;
        optind = stile_optind = 0;
        const auto theirs = answers(
            [&] { return getopt_long(count, array.data(), ("+" + options).c_str(), kWords, &their_which); },
            optarg, optind, optopt);
        const auto ours =
            answers([&] { return stile_getopt_long(count, array.data(), options.c_str(), kWords, &which); },
                    stile_optarg, stile_optind, stile_optopt);
        ASSERT_EQ(ours, theirs) << options << ": " << testing::PrintToString(words);
        ASSERT_EQ(which, their_which) << options << ": " << testing::PrintToString(words);
    }
}

TEST_F(Getopt, AFlagIsSetInPlaceOfAnAnswer) {
    int flag = 0;
    const option words[] = {{"loud", no_argument, &flag, 7}, {nullptr, 0, nullptr, 0}};
    char program[] = "program", loud[] = "--loud";
    char* array[] = {program, loud, nullptr};
    stile_optind = 0;
    EXPECT_EQ(stile_getopt_long(2, array, "", words, nullptr), 0);
    EXPECT_EQ(flag, 7);
}

TEST_F(Getopt, ComplainsUnlessToldNotTo) {
    FakeKernel& kernel = FakeKernel::instance();
    kernel.writes.clear();
    char program[] = "program", wrong[] = "-z", lacking[] = "-c";
    char* array[] = {program, wrong, lacking, nullptr};
    stile_optind = 0;
    stile_opterr = 1;
    EXPECT_EQ(stile_getopt(3, array, "c:"), '?');
    EXPECT_EQ(stile_getopt(3, array, "c:"), '?');
    EXPECT_EQ(kernel.writes, (std::vector<std::string>{"program: unknown option 'z'\n",
                                                       "program: no argument given to option 'c'\n"}));
}

} // namespace
