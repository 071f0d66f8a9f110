// tests/host/no_devices.cpp: where nobody has a device, opening its file fails.
#include "file/device_file.h"

Result<Ref<File>> open_device(Ref<Inode>, u32) { return Errno::nxio; }
