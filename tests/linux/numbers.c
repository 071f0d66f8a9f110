/* tests/linux/numbers.c: sorting, floating point, text and time, and what the library needs for them. */
#define _GNU_SOURCE
#include "tell.h"

#include <fenv.h>
#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

enum { COUNT = 20000 };

static int compare(const void* one, const void* other) {
    const unsigned a = *(const unsigned*)one, b = *(const unsigned*)other;
    return (a > b) - (a < b);
}

static void sorting(void) {
    begin("sorting");
    unsigned* numbers = malloc(COUNT * sizeof *numbers);
    unsigned state = 1, wrong = 0;
    for (int i = 0; i < COUNT; i++) numbers[i] = state = state * 1664525 + 1013904223;
    const unsigned wanted = numbers[COUNT / 2];
    qsort(numbers, COUNT, sizeof *numbers, compare);
    for (int i = 1; i < COUNT; i++) wrong += numbers[i - 1] > numbers[i];
    TELL(wrong);
    TELL(numbers[0]);
    const unsigned* found = bsearch(&wanted, numbers, COUNT, sizeof *numbers, compare);
    TELL(found != NULL && *found == wanted);
    free(numbers);
    TELL(hcreate(100));
    TELL(hsearch((ENTRY){"key", "value"}, ENTER) != NULL);
    TELL(hsearch((ENTRY){"none", NULL}, FIND) == NULL);
    hdestroy();
    srand(42);
    printf("%d %d\n", rand(), rand());
}

static void floating_point(void) {
    begin("floating point");
    for (double x = 0.5; x < 40; x *= 3)
        printf("%.15g %.15g %.15g %.15g\n", sin(x), exp(-x), log(x), pow(x, 0.3));
    printf("%.17g %.9g %La\n", sqrt(2), (double)cbrtf(7), 1.0L / 3);
    printf("%g %g %g %d\n", INFINITY, -NAN < 0 ? 1.0 : 0.0, nextafter(1, 2) - 1, (int)lrint(2.5));
    fesetround(FE_UPWARD);
    const volatile double one = 1, three = 3;
    printf("%.17g\n", one / three);
    fesetround(FE_TONEAREST);
    feclearexcept(FE_ALL_EXCEPT);
    const volatile double none = 0, endless = one / none;
    TELL(isinf(endless) && fetestexcept(FE_DIVBYZERO) && !fetestexcept(FE_INVALID));
    char* end = NULL;
    printf("%.17g %s\n", strtod("1.7976931348623157e308x", &end), end);
    TELL(isinf(strtod("1e999", NULL)) && errno == ERANGE);
    TELL(strtol("-0x7f", &end, 0));
    TELL(strtoull("99999999999999999999", NULL, 10) == -1ull && errno == ERANGE);
}

static void text(void) {
    begin("text");
    char words[] = "a list,of words";
    char* rest = words;
    for (char* word; (word = strsep(&rest, " ,"));) printf("<%s>", word);
    printf("\n");
    printf("%ls %lc\n", L"wide", (wint_t)L'w');
    TELL(strverscmp("file9", "file10") < 0);
    TELL(setenv("NAME", "value", 1));
    printf("%s\n", getenv("NAME"));
    TELL(unsetenv("NAME"));
    TELL(getenv("NAME") == NULL);
    printf("%s, %s\n", strerror(ENOENT), strsignal(11));
    TELL(sysconf(_SC_PAGESIZE));
    TELL(sysconf(_SC_CLK_TCK));
}

static void times(void) {
    begin("time");
    setenv("TZ", "UTC0", 1);
    const time_t then = 1767225600 + 86399;
    char line[80];
    struct tm parts = *gmtime(&then);
    strftime(line, sizeof line, "%Y-%m-%d %H:%M:%S %a %j", &parts);
    printf("%s\n", line);
    TELL(mktime(&parts) == then);
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    localtime_r(&then, &parts);
    strftime(line, sizeof line, "%c %Z", &parts);
    printf("%s\n", line);
    TELL(strptime("29 Feb 2028", "%d %b %Y", &parts) != NULL && parts.tm_yday == 59);

    struct timespec one, other;
    TELL(clock_gettime(CLOCK_MONOTONIC, &one));
    TELL(usleep(2000));
    TELL(clock_gettime(CLOCK_MONOTONIC, &other));
    TELL((other.tv_sec - one.tv_sec) * 1000000000 + other.tv_nsec - one.tv_nsec >= 2000000);
    TELL(clock_getres(CLOCK_REALTIME, &one) == 0 && one.tv_sec == 0);
    TELL(clock_gettime(77, &one));
    TELL(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &one));
    TELL(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &one));
    TELL(clock() != (clock_t)-1);
    TELL(time(NULL) > 1700000000);
    const struct timespec wrong = {0, 1000000000}, negative = {-1, 0};
    TELL(nanosleep(&wrong, NULL));
    TELL(nanosleep(&negative, NULL));
    TELL(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &one, NULL));
}

int main(void) {
    sorting();
    floating_point();
    text();
    times();
    return 0;
}
