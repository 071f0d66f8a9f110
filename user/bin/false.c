/* user/bin/false.c: does nothing, and fails. */

int main(void) { return 1; }
