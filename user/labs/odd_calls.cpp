// user/labs/odd_calls.cpp: makes calls with arguments of many types, for a tracer to show.
//
//   odd_calls WORD
//
// The word goes into paths and texts, so that nobody can know the lines of the trace beforehand.
#include "tell.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>

namespace {

constexpr Fd kNone = Fd::unchecked(-1);

void files(const char* word) {
    char path[64];
    char text[64];
    char bytes[64];
    Stat stat;
    PipeEnds ends{};
    snprintf(path, sizeof path, "/none/%s", word);
    snprintf(text, sizeof text, "%s and more", word);
    (void)sys::openat(kCurrentDirectory, path, O_WRONLY | O_CREAT | O_CLOEXEC, FileMode{0640});
    (void)sys::pipe2(&ends, O_CLOEXEC);
    const Fd reader = Fd::unchecked(ends.read_end);
    const Fd writer = Fd::unchecked(ends.write_end);
    (void)sys::write(writer, text, strlen(word)); // what comes behind it is none of the call's business
    (void)sys::read(reader, bytes, sizeof bytes);
    (void)sys::read(kNone, bytes, 7);
    (void)sys::lseek(reader, -7, SEEK_END);
    (void)sys::dup3(writer, Fd::unchecked(9), OpenFlags{});
    (void)sys::close(Fd::unchecked(9));
    (void)sys::openat(kCurrentDirectory, "/usr/poem.txt", O_RDONLY, FileMode{});
    (void)sys::fstatat(kCurrentDirectory, "/dev/null", &stat, AT_SYMLINK_NOFOLLOW);
    (void)sys::chdir(path);
}

void others() {
    u64 before;
    const u64 mask = 1ul << (SIGINT - 1) | 1ul << (SIGUSR1 - 1);
    int status;
    (void)sys::sigmask(SIG_BLOCK, &mask, &before);
    (void)sys::map(0, 8192, static_cast<MapProtection>(PROT_READ | PROT_WRITE),
                   static_cast<MapFlags>(MAP_PRIVATE | MAP_ANONYMOUS));
    (void)sys::unmap(Mapping::unchecked(1), 4096);
    (void)sys::waitpid(Pid(-1), &status, WNOHANG);
    const pid_t pid = fork();
    if (pid == 0) _exit(3);
    (void)sys::waitpid(Pid(-1), &status, WUNTRACED);
    (void)sys::weigh_packed(SevenWeights{{1, 2, 3, 4, 5, 6, 7}});
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: odd_calls WORD\n");
        return 2;
    }
    files(arguments[1]);
    others();
    return 0;
}
