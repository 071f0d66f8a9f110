/* abi/enum.h: named constants that a register carries: any int may arrive in one, known or not. */
#pragma once

/* C++ must be told the type behind the names, or a value without a name would be undefined; C takes int by itself. */
#ifdef __cplusplus
#define ABI_INT : int
#else
#define ABI_INT
#endif
