// user/tests/syscall_abi/every_row.h: every row of the table is called with hostile arguments, and patterns elsewhere.
#pragma once

void call_every_row();
