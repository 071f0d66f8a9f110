// tests/reject/kernel/missing_try.cpp: a result is not its value: somebody must look for the error.
// expect: conversion from 'Result<PhysAddr>' to non-scalar type '(const )?PhysAddr' requested
#include "abi/result.h"
#include "lib/address.h"

Result<PhysAddr> allocate();

Result<u64> example() {
#ifdef RIGHT
    const PhysAddr page = TRY(allocate());
    return page.value();
#else
    const PhysAddr page = allocate();
    return page.value();
#endif
}
