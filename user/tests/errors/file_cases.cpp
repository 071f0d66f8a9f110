// user/tests/errors/file_cases.cpp: errors of calls about files.
#include "attempts.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace attempts {

namespace {

constexpr Case kCases[] = {
    {Call::write, Errno::badf, "no such descriptor", [] { return sys::write.raw(kNone, "x", 1); }},
    {Call::write, Errno::badf, "a descriptor for reading", [] { return sys::write.raw(reader, "x", 1); }},
    {Call::write, Errno::fault, "a bad address", [] { return sys::write.raw(writer, In<char>(kBad), 1); }},
    {Call::write, Errno::fault, "a length of -1", [] { return sys::write.raw(zero, buffer, ~0ul); }},
    {Call::write, Errno::pipe, "a pipe that nobody reads", write_without_reader},
    {Call::read, Errno::badf, "no such descriptor", [] { return sys::read.raw(kNone, buffer, 1); }},
    {Call::read, Errno::badf, "a descriptor for writing", [] { return sys::read.raw(writer, buffer, 1); }},
    {Call::read, Errno::fault, "a bad address", [] { return sys::read.raw(zero, Out<char>(kBad), 1); }},
    {Call::read, Errno::isdir, "a directory", [] { return sys::read.raw(root, buffer, 1); }},
    {Call::openat, Errno::badf, "relative to no descriptor",
     [] { return sys::openat.raw(kNone, "bin", O_RDONLY, kNoMode); }},
    {Call::openat, Errno::exist, "a new file that is there already",
     [] { return open_at("/bin/sh", O_RDWR | O_CREAT | O_EXCL); }},
    {Call::openat, Errno::fault, "a path at a bad address",
     [] { return sys::openat.raw(kCurrentDirectory, Str(kBad), O_RDONLY, kNoMode); }},
    {Call::openat, Errno::inval, "an access mode that does not exist",
     [] { return open_at("/bin/sh", O_ACCMODE); }},
    {Call::openat, Errno::isdir, "a directory for writing", [] { return open_at("/bin", O_RDWR); }},
    {Call::openat, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return open_at("/bin/sh", O_RDONLY); }); }},
    {Call::openat, Errno::nametoolong, "a name of 299 bytes", [] { return open_at(long_name, O_RDONLY); }},
    {Call::openat, Errno::noent, "nothing there", [] { return open_at("/none", O_RDONLY); }},
    {Call::openat, Errno::notdir, "a file as a directory", [] { return open_at("/bin/sh/x", O_RDONLY); }},
    {Call::openat, Errno::notdir, "O_DIRECTORY, and a file", [] { return open_at("/bin/sh", O_DIRECTORY); }},
    {Call::open, Errno::exist, "a new file that is there already",
     [] { return open_here("/bin/sh", O_RDWR | O_CREAT | O_EXCL); }},
    {Call::open, Errno::fault, "a path at a bad address",
     [] { return sys::open.raw(Str(kBad), O_RDONLY, kNoMode); }},
    {Call::open, Errno::inval, "an access mode that does not exist",
     [] { return open_here("/bin/sh", O_ACCMODE); }},
    {Call::open, Errno::isdir, "a directory for writing", [] { return open_here("/bin", O_RDWR); }},
    {Call::open, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return open_here("/bin/sh", O_RDONLY); }); }},
    {Call::open, Errno::nametoolong, "a name of 299 bytes", [] { return open_here(long_name, O_RDONLY); }},
    {Call::open, Errno::noent, "nothing there", [] { return open_here("/none", O_RDONLY); }},
    {Call::open, Errno::notdir, "a file as a directory", [] { return open_here("/bin/sh/x", O_RDONLY); }},
    {Call::close, Errno::badf, "no such descriptor", [] { return sys::close.raw(kNone); }},
    {Call::lseek, Errno::badf, "no such descriptor", [] { return sys::lseek.raw(kNone, 0, SEEK_SET); }},
    {Call::lseek, Errno::inval, "a place before the start",
     [] { return sys::lseek.raw(program, -1, SEEK_SET); }},
    {Call::lseek, Errno::inval, "no such whence", [] { return sys::lseek.raw(program, 0, Whence{7}); }},
    {Call::lseek, Errno::overflow, "a place that no number tells",
     [] { return sys::lseek.raw(program, 0x7fff'ffff'ffff'ffff, SEEK_END); }},
    {Call::lseek, Errno::spipe, "a pipe", [] { return sys::lseek.raw(reader, 0, SEEK_SET); }},
    {Call::dup, Errno::badf, "no such descriptor", [] { return sys::dup.raw(kNone); }},
    {Call::dup, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return sys::dup.raw(zero); }); }},
    {Call::dup3, Errno::badf, "no such descriptor", [] { return sys::dup3.raw(kNone, zero, OpenFlags{}); }},
    {Call::dup3, Errno::badf, "no such place",
     [] { return sys::dup3.raw(zero, Fd::unchecked(OPEN_FILES_MAX), OpenFlags{}); }},
    {Call::dup3, Errno::inval, "to itself", [] { return sys::dup3.raw(zero, zero, OpenFlags{}); }},
    {Call::dup3, Errno::inval, "a flag that is none of its own",
     [] { return sys::dup3.raw(zero, root, O_APPEND); }},
    {Call::fcntl, Errno::badf, "no such descriptor", [] { return sys::fcntl.raw(kNone, F_GETFD, 0); }},
    {Call::fcntl, Errno::inval, "no such command", [] { return sys::fcntl.raw(zero, FileCommand{77}, 0); }},
    {Call::fcntl, Errno::mfile, "all descriptors in use",
     [] { return without_descriptors([] { return sys::fcntl.raw(zero, F_DUPFD, 0); }); }},
    {Call::pipe2, Errno::fault, "a bad address",
     [] { return sys::pipe2.raw(Out<PipeEnds>(kBad), OpenFlags{}); }},
    {Call::pipe2, Errno::inval, "a flag that is none of its own",
     [] {
         PipeEnds ends;
         return sys::pipe2.raw(&ends, O_DIRECTORY);
     }},
    {Call::pipe2, Errno::mfile, "all descriptors in use",
     [] {
         return without_descriptors([] {
             PipeEnds ends;
             return sys::pipe2.raw(&ends, OpenFlags{});
         });
     }},
    {Call::fstat, Errno::badf, "no such descriptor", [] { return sys::fstat.raw(kNone, &a_stat); }},
    {Call::fstat, Errno::fault, "a bad address", [] { return sys::fstat.raw(root, Out<Stat>(kBad)); }},
    {Call::fstatat, Errno::badf, "relative to no descriptor",
     [] { return sys::fstatat.raw(kNone, "bin", &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::fault, "a bad address",
     [] { return sys::fstatat.raw(root, "bin", Out<Stat>(kBad), AT_DEFAULT); }},
    {Call::fstatat, Errno::inval, "no such flag",
     [] { return sys::fstatat.raw(root, "bin", &a_stat, AtFlags{1}); }},
    {Call::fstatat, Errno::nametoolong, "a name of 299 bytes",
     [] { return sys::fstatat.raw(root, long_name, &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::noent, "nothing there",
     [] { return sys::fstatat.raw(root, "none", &a_stat, AT_DEFAULT); }},
    {Call::fstatat, Errno::notdir, "relative to a file",
     [] { return sys::fstatat.raw(program, "x", &a_stat, AT_DEFAULT); }},
    {Call::getdents, Errno::badf, "no such descriptor", [] { return sys::getdents.raw(kNone, nullptr, 0); }},
    {Call::getdents, Errno::fault, "a bad address",
     [] { return sys::getdents.raw(root, Out<DirectoryEntry>(kBad), 512); }},
    {Call::getdents, Errno::inval, "no room for an entry",
     [] { return sys::getdents.raw(root, Out<DirectoryEntry>(reinterpret_cast<u64>(buffer)), 8); }},
    {Call::getdents, Errno::notdir, "a file",
     [] { return sys::getdents.raw(program, Out<DirectoryEntry>(reinterpret_cast<u64>(buffer)), 256); }},
    {Call::chdir, Errno::fault, "a bad address", [] { return sys::chdir.raw(Str(kBad)); }},
    {Call::chdir, Errno::nametoolong, "a name of 299 bytes", [] { return sys::chdir.raw(long_name); }},
    {Call::chdir, Errno::noent, "nothing there", [] { return sys::chdir.raw("/none"); }},
    {Call::chdir, Errno::notdir, "a file", [] { return sys::chdir.raw("/bin/sh"); }},
    {Call::fchdir, Errno::badf, "no such descriptor", [] { return sys::fchdir.raw(kNone); }},
    {Call::fchdir, Errno::notdir, "a file", [] { return sys::fchdir.raw(program); }},
    {Call::getcwd, Errno::fault, "a bad address", [] { return sys::getcwd.raw(Out<char>(kBad), 100); }},
    {Call::getcwd, Errno::range, "no room for the path", [] { return sys::getcwd.raw(buffer, 1); }},
};

} // namespace

std::span<const Case> file_cases() { return kCases; }

} // namespace attempts
