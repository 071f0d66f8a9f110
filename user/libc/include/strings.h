/* user/libc/include/strings.h: comparison that ignores the case of ASCII letters. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int strcasecmp(const char* a, const char* b);
int strncasecmp(const char* a, const char* b, size_t most);

#ifdef __cplusplus
}
#endif
