// user/tests/named_pipes.cpp: pipes with a name: who waits for whom when they are opened, and what goes through them.
#include "child.h"
#include "disk_space.h"
#include "leaks.h"
#include "tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

namespace {

constexpr const char* kPath = "/tmp/pipe";

char buffer[2 * PIPE_CAPACITY];

i64 open_raw(int flags, const char* path = kPath) {
    return sys::open.raw(path, static_cast<OpenFlags>(flags), FileMode{});
}

// One for a test: it is there as long as the object is.
struct NamedPipe {
    explicit NamedPipe(mode_t mode = 0600) {
        if (mkfifo(kPath, mode) != 0) tap::bail_out("mkfifo: %s", strerror(errno));
    }
    NamedPipe(const NamedPipe&) = delete;
    NamedPipe& operator=(const NamedPipe&) = delete;
    ~NamedPipe() { unlink(kPath); }
};

int events_of(int fd) {
    pollfd entry = {fd, POLLIN | POLLOUT, 0};
    return poll(&entry, 1, 0) < 0 ? -1 : entry.revents;
}

void made() {
    tap::All all("mkfifo makes a pipe with a name, which stat and getdents tell of, and nothing twice");
    umask(027);
    const NamedPipe pipe(0666);
    struct stat stat;
    all.check(lstat(kPath, &stat) == 0 && stat.st_mode == (S_IFIFO | 0640), "mode %o", stat.st_mode);
    all.equal(stat.st_size, 0l, "size");
    all.equal(stat.st_nlink, 1u, "names");
    all.fails(sys::mkfifoat(kCurrentDirectory, kPath, FileMode{0600}), Errno::exist, "again");
    all.fails(sys::mkfifoat(kCurrentDirectory, "/none/pipe", FileMode{0600}), Errno::noent, "no folder");
    all.fails(sys::mkfifoat(kCurrentDirectory, "/tmp/new/", FileMode{0600}), Errno::noent, "with a slash");
    DIR* folder = opendir("/tmp");
    int type = -1;
    while (const dirent* entry = folder ? readdir(folder) : nullptr)
        if (strcmp(entry->d_name, "pipe") == 0) type = entry->d_type;
    closedir(folder);
    all.equal(type, int{DT_FIFO}, "d_type");
    all.equal(chmod(kPath, 0), 0, "chmod");
    all.fails(open_raw(O_RDWR), Errno::acces, "nobody may open it");
}

// Who opens both ends waits for nobody, and is a writer himself: there is no end.
void both_ends() {
    tap::All all(
        "opened to read and to write: what is written can be read, and an open file has its inode's number");
    const NamedPipe pipe;
    const int fd = open(kPath, O_RDWR | O_TRUNC);
    struct stat of_path;
    struct stat of_file;
    all.check(stat(kPath, &of_path) == 0 && fstat(fd, &of_file) == 0, "stat");
    all.check(S_ISFIFO(of_file.st_mode) && of_file.st_ino == of_path.st_ino, "fstat");
    all.equal(events_of(fd), int{POLLOUT}, "poll of an empty one");
    all.equal(write(fd, "hello", 5), 5l, "write");
    all.equal(events_of(fd), int{POLLIN}, "poll of one with bytes");
    all.equal(read(fd, buffer, sizeof buffer), 5l, "read");
    all.fails(sys::lseek(Fd::unchecked(fd), 0, SEEK_CUR), Errno::spipe, "lseek");
    all.fails(sys::ftruncate(Fd::unchecked(fd), 0), Errno::inval, "ftruncate");
    close(fd);
}

void without_waiting() {
    tap::All all("with O_NONBLOCK: to read at once, to write only where somebody reads, else ENXIO [0.9]");
    const NamedPipe pipe;
    all.fails(open_raw(O_WRONLY | O_NONBLOCK), Errno::nxio, "nobody reads");
    const int reader = open(kPath, O_RDONLY | O_NONBLOCK);
    all.equal(read(reader, buffer, 1), 0l, "nobody writes: the end");
    all.equal(events_of(reader), 0, "but poll waits for the first who does");
    const int writer = open(kPath, O_WRONLY | O_NONBLOCK);
    all.succeeds(writer, "somebody reads");
    all.fails(sys::read(Fd::unchecked(reader), buffer, 1), Errno::again, "nothing is there yet");
    all.equal(write(writer, "abc", 3), 3l, "write");
    const int other = open(kPath, O_WRONLY);
    all.equal(write(other, "def", 3), 3l, "another one writes");
    all.equal(events_of(reader), int{POLLIN}, "poll");
    close(writer);
    all.equal(events_of(reader), int{POLLIN}, "one of two has closed it");
    close(other);
    all.equal(events_of(reader), POLLIN | POLLHUP, "and the other");
    all.equal(read(reader, buffer, sizeof buffer), 6l, "all that was written");
    all.equal(read(reader, buffer, sizeof buffer), 0l, "the end");
    const int next = open(kPath, O_WRONLY);
    all.equal(events_of(reader), 0, "with another writer it is none any more");
    close(reader);
    all.equal(events_of(next), int{POLLERR}, "nobody reads any more");
    signal(SIGPIPE, SIG_IGN);
    all.fails(sys::write(Fd::unchecked(next), "x", 1), Errno::pipe, "write");
    signal(SIGPIPE, SIG_DFL);
    close(next);
}

void forgotten() {
    tap::All all("what is in it is lost when nobody has it open, and only then");
    const NamedPipe pipe;
    const int first = open(kPath, O_RDWR);
    all.equal(write(first, "old", 3), 3l, "write");
    const int second = open(kPath, O_RDONLY | O_NONBLOCK);
    close(first);
    all.equal(read(second, buffer, 1), 1l, "one still had it open");
    close(second);
    const int third = open(kPath, O_RDONLY | O_NONBLOCK);
    all.equal(read(third, buffer, sizeof buffer), 0l, "nobody had");
    close(third);
}

void names() {
    tap::All all("two names mean the same pipe, a new file with the old name another one");
    const NamedPipe pipe;
    all.equal(link(kPath, "/tmp/other"), 0, "link");
    const int reader = open(kPath, O_RDONLY | O_NONBLOCK);
    all.equal(unlink(kPath), 0, "unlink");
    const int writer = open("/tmp/other", O_WRONLY | O_NONBLOCK);
    all.succeeds(writer, "the other name");
    all.equal(unlink("/tmp/other"), 0, "unlink the other");
    all.equal(write(writer, "abc", 3), 3l, "it works without a name");
    all.equal(read(reader, buffer, sizeof buffer), 3l, "read");
    all.equal(mkfifo(kPath, 0600), 0, "a new one");
    all.fails(open_raw(O_WRONLY | O_NONBLOCK), Errno::nxio, "which nobody reads");
    close(reader);
    close(writer);
}

void like_other_files() {
    tap::All all(
        "open's other flags mean what they do of a file, rename keeps it open, and it is no program");
    const NamedPipe pipe(0700);
    all.fails(open_raw(O_RDWR | O_CREAT | O_EXCL), Errno::exist, "O_EXCL");
    all.fails(open_raw(O_RDWR | O_DIRECTORY), Errno::notdir, "O_DIRECTORY");
    const int place = open(kPath, O_PATH);
    all.fails(open_raw(O_WRONLY | O_NONBLOCK), Errno::nxio, "who has O_PATH does not read");
    close(place);
    char* const arguments[] = {const_cast<char*>(kPath), nullptr}; // execv changes nothing in them
    all.check(execv(kPath, arguments) == -1 && errno == EACCES, "execv: %s", strerror(errno));
    const int fd = open(kPath, O_RDWR | O_CREAT | O_APPEND, 0600);
    all.equal(rename(kPath, "/tmp/other"), 0, "rename");
    const int renamed = open("/tmp/other", O_WRONLY | O_NONBLOCK);
    all.check(write(renamed, "abc", 3) == 3 && read(fd, buffer, sizeof buffer) == 3, "by its new name");
    close(renamed);
    close(fd);
    all.equal(unlink("/tmp/other"), 0, "unlink");
}

// Each side waits in open until the other comes; `flags` are those of the child.
void meet(int flags, const char* what) {
    tap::All all(tap::words("who opens it to %s waits until the other end is open", what).text);
    const NamedPipe pipe;
    const pid_t pid = child::start([flags] {
        const int fd = open(kPath, flags);
        if (flags == O_WRONLY) return write(fd, "hello", 5) == 5 ? 0 : 1;
        const bool good = read(fd, buffer, 5) == 5 && read(fd, buffer, 1) == 0;
        return good && memcmp(buffer, "hello", 5) == 0 ? 0 : 2;
    });
    all.check(child::becomes(pid, PROCESS_SLEEPING), "it waits");
    all.equal(waitpid(pid, nullptr, WNOHANG), 0, "still");
    const int fd = open(kPath, flags == O_WRONLY ? O_RDONLY : O_WRONLY);
    if (flags == O_WRONLY)
        all.equal(read(fd, buffer, sizeof buffer), 5l, "read");
    else
        all.equal(write(fd, "hello", 5), 5l, "write");
    close(fd);
    all.equal(child::ending_of(pid), child::exits(0), "the child");
}

// Whoever was there, and is gone before the sleeper looks, has come all the same.
void short_visit() {
    tap::All all("who comes and goes at once lets the other go on, who then finds nobody");
    const NamedPipe pipe;
    const pid_t writer = child::start([] {
        const int fd = open(kPath, O_WRONLY);
        signal(SIGPIPE, SIG_IGN);
        while (write(fd, "x", 1) == 1) {
        }
        return errno == EPIPE ? 0 : 1;
    });
    all.check(child::becomes(writer, PROCESS_SLEEPING), "a writer waits");
    close(open(kPath, O_RDONLY | O_NONBLOCK));
    all.equal(child::ending_of(writer), child::exits(0), "the writer");
    const pid_t reader = child::start([] {
        const int fd = open(kPath, O_RDONLY);
        return fd >= 0 && read(fd, buffer, 1) == 0 ? 0 : 1;
    });
    all.check(child::becomes(reader, PROCESS_SLEEPING), "a reader waits");
    close(open(kPath, O_WRONLY));
    all.equal(child::ending_of(reader), child::exits(0), "the reader");
}

// Asks again and again; -1 if the reader has ended.
int open_beside(pid_t reader) {
    for (;;) {
        const int fd = open(kPath, O_WRONLY | O_NONBLOCK);
        if (fd >= 0 || waitpid(reader, nullptr, WNOHANG) != 0) return fd;
        (void)sys::sched_yield();
    }
}

// Whoever has opened it to read has met a writer that could open it, too, and so gets what that writes.
void refused_are_not_seen() {
    tap::All all("a writer that would have to wait, and does not, is met by nobody");
    const NamedPipe pipe;
    constexpr int kRounds = 2000;
    int done[2];
    if (pipe2(done, 0) != 0) tap::bail_out("no pipe");
    const pid_t reader = child::start([&done] {
        char byte;
        for (int round = 0; round < kRounds; round++) {
            const int fd = open(kPath, O_RDONLY);
            if (read(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 0) return 1;
            close(fd);
            if (write(done[1], "x", 1) != 1) return 2;
        }
        return 0;
    });
    close(done[1]);
    char byte;
    for (int round = 0; round < kRounds; round++) {
        const int fd = open_beside(reader);
        if (fd < 0) break;
        (void)write(fd, "x", 1);
        close(fd);
        if (read(done[0], &byte, 1) != 1) break;
    }
    all.equal(child::ending_of(reader), child::exits(0), "each time there was a byte");
    close(done[0]);
}

void killed() {
    tap::All all("who is killed while he waits has not opened it");
    const NamedPipe pipe;
    const pid_t pid = child::start([] { return static_cast<int>(open_raw(O_RDONLY)); });
    all.check(child::becomes(pid, PROCESS_SLEEPING), "it waits");
    kill(pid, SIGKILL);
    all.equal(child::ending_of(pid), child::ends_by(SIGKILL), "the child");
    all.fails(open_raw(O_WRONLY | O_NONBLOCK), Errno::nxio, "nobody reads");
}

// Several write what belongs together by one call each: nothing comes between.
void many_writers() {
    tap::All all("what several write arrives, each write in one piece, and then the end");
    const NamedPipe pipe;
    constexpr int kWriters = 4;
    constexpr int kLines = 200;
    pid_t writers[kWriters];
    for (int i = 0; i < kWriters; i++)
        writers[i] = child::start([i] {
            const int fd = open(kPath, O_WRONLY);
            char line[16];
            memset(line, 'a' + i, sizeof line);
            for (int n = 0; n < kLines; n++)
                if (write(fd, line, sizeof line) != sizeof line) return 1;
            return 0;
        });
    const int reader = open(kPath, O_RDWR); // so that there is no end before all have come
    int torn = 0;
    for (int lines = 0; lines < kWriters * kLines; lines++) {
        char line[16];
        usize count = 0;
        while (count < sizeof line)
            count += static_cast<usize>(read(reader, line + count, sizeof line - count));
        for (const char letter : line) torn += letter != line[0];
    }
    all.equal(torn, 0, "bytes that are not in their line");
    for (const pid_t writer : writers) all.equal(child::ending_of(writer), child::exits(0), "a writer");
    close(reader);
}

} // namespace

int main() {
    made();
    umask(022);
    const disk::Watch space;
    leaks::Watch watch;
    both_ends();
    without_waiting();
    forgotten();
    names();
    like_other_files();
    meet(O_RDONLY, "read");
    meet(O_WRONLY, "write");
    short_visit();
    refused_are_not_seen();
    killed();
    many_writers();
    watch.ok("nothing is left of all the pipes");
    space.ok("nor on the disk");
    return tap::done();
}
