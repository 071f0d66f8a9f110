// tests/reject/kernel/written_for_read.cpp: memory that a call only reads is not memory that it may write.
// expect: could not convert 'bytes' from 'In<char>' to 'Out<char>'
#include "abi/types.h"

u64 read_from(In<char> bytes);
u64 write_to(Out<char> bytes);

u64 example(In<char> bytes) {
#ifdef RIGHT
    return read_from(bytes);
#else
    return write_to(bytes);
#endif
}
