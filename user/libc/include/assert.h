/* user/libc/include/assert.h: claims that are checked while the program runs. May be included again. */
#undef assert

#ifdef NDEBUG
#define assert(claim) ((void)0)
#else

#ifdef __cplusplus
extern "C" {
#endif

void assertion_failed_(const char* claim, const char* file, int line, const char* function)
    __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#define assert(claim) ((claim) ? (void)0 : assertion_failed_(#claim, __FILE__, __LINE__, __func__))
#endif

#if !defined __cplusplus && !defined static_assert
#define static_assert _Static_assert
#endif
