/* user/bench/small.c: a program that does next to nothing; its file has 16 KiB, as those of the peers had. */

/* Not all zero, so that it is a part of the file; volatile, so that it is not left out. */
static volatile char bytes[3416] = {1};

int main(void) { return bytes[0] - 1; }
