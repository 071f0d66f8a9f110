// tests/host/libc_calendar_test.cpp: dates against those of the host's library, and dates as text.

#include "libc_names.h"
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr time_t kDay = 24 * 60 * 60;
constexpr time_t kYear = 31'556'952;

// Ours has the fields that C names, and the host's begins with these.
constexpr size_t kFieldsSize = offsetof(tm, tm_isdst) + sizeof(int);

std::string in_words(const tm& date) {
    char text[100];
    snprintf(text, sizeof text, "%d-%d-%d %d:%d:%d, day %d of the week, %d of the year", date.tm_year,
             date.tm_mon, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec, date.tm_wday, date.tm_yday);
    return text;
}

std::vector<time_t> odd_times() {
    std::vector<time_t> times{0, -1, 1, kDay - 1, kDay, -kDay, -kDay - 1, INT_MAX, INT_MIN, UINT_MAX};
    for (time_t year = -500; year < 1500; year++) { // around each turn of a year, and the end of February
        const time_t january = year * 365 * kDay;
        for (time_t day = 0; day < 800; day += 59) times.push_back(january + day * kDay - 1);
    }
    std::mt19937_64 random(1);
    for (int i = 0; i < 20'000; i++)
        times.push_back(static_cast<time_t>(random() % (20'000ull * kYear)) - 10'000 * kYear);
    return times;
}

TEST(Calendar, TellsTheDatesThatTheHostTells) {
    for (const time_t time : odd_times()) {
        tm ours{}, theirs{};
        ASSERT_EQ(stile_gmtime_r(&time, &ours), &ours);
        ASSERT_EQ(gmtime_r(&time, &theirs), &theirs);
        ASSERT_EQ(memcmp(&ours, &theirs, kFieldsSize), 0)
            << time << ": " << in_words(ours) << ", not " << in_words(theirs);
    }
}

TEST(Calendar, AndBack) {
    for (const time_t time : odd_times()) {
        tm date{};
        stile_gmtime_r(&time, &date);
        ASSERT_EQ(stile_timegm(&date), time) << in_words(date);
    }
}

TEST(Calendar, FieldsOutOfRangeAreSetRight) {
    std::mt19937_64 random(2);
    const auto any = [&] { return static_cast<int>(random() % 2001) - 1000; };
    for (int i = 0; i < 20'000; i++) {
        tm ours{};
        ours.tm_year = any(), ours.tm_mon = any(), ours.tm_mday = any();
        ours.tm_hour = any(), ours.tm_min = any(), ours.tm_sec = any();
        tm theirs = ours;
        ASSERT_EQ(stile_timegm(&ours), timegm(&theirs));
        ASSERT_EQ(memcmp(&ours, &theirs, kFieldsSize), 0) << in_words(ours) << ", not " << in_words(theirs);
    }
}

TEST(Calendar, AYearThatNoFieldTellsIsAnError) {
    for (const time_t time : {LONG_MAX, LONG_MIN, time_t{INT_MAX} * kYear * 2}) {
        tm date{};
        stile_errno = 0;
        EXPECT_EQ(stile_gmtime_r(&time, &date), nullptr) << time;
        EXPECT_EQ(stile_errno, EOVERFLOW);
    }
}

TEST(Calendar, EachConversionIsWhatTheHostMakesOfIt) {
    setenv("TZ", "UTC", 1); // for %s
    std::mt19937_64 random(3);
    for (int i = 0; i < 3000; i++) {
        const time_t time =
            static_cast<time_t>(random() % (8000ull * kYear)) - 900 * kYear; // years of four digits
        tm date{};
        gmtime_r(&time, &date);
        for (const char conversion : std::string("AaBbCcDdeFHhIjMmnpRrSsTtUuWwXxYyz%")) {
            const char format[] = {'<', '%', conversion, '>', '\0'};
            char ours[100], theirs[100];
            const size_t size = strftime(theirs, sizeof theirs, format, &date);
            ASSERT_EQ(stile_strftime(ours, sizeof ours, format, &date), size) << format;
            ASSERT_STREQ(ours, theirs) << format;
        }
    }
}

TEST(Calendar, TextThatDoesNotFitIsNone) {
    tm date{};
    date.tm_year = 126, date.tm_mday = 5;
    const std::string whole = "2026-01-05 and more";
    for (size_t size = 0; size < 30; size++) {
        char text[30];
        memset(text, '#', sizeof text);
        const size_t length = stile_strftime(text, size, "%F and more", &date);
        EXPECT_EQ(length, size > whole.size() ? whole.size() : 0);
        if (length > 0) {
            EXPECT_EQ(text, whole);
        }
        for (size_t i = size; i < sizeof text; i++) EXPECT_EQ(text[i], '#') << size;
    }
}

TEST(Calendar, NonsenseIsShownAsSuch) {
    tm date{};
    date.tm_wday = 7, date.tm_mon = -1;
    char text[40];
    EXPECT_EQ(stile_strftime(text, sizeof text, "%a %B %Q %", &date), strlen("? ? %Q %"));
    EXPECT_STREQ(text, "? ? %Q %");
}

} // namespace
