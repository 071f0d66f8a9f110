// arch/kernel_image.h: where the parts of the kernel begin and end, as linker/kernel.ld says. Only their addresses count.
#pragma once

extern "C" {
extern const char kernel_start[]; // the code begins
extern const char text_end[];     // constants begin
extern const char data_start[];   // constants end
extern const char data_end[];     // after the root image; more constants begin: the names of functions
extern const char kernel_end[];
}
