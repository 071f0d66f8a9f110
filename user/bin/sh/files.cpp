// user/bin/sh/files.cpp: the shell's side of descriptors. Those from 10 on are its own, scripts name 0 to 9.
#include "files.h"
#include "expander.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace shell {
namespace {

constexpr int kFirstPrivate = 10;
constexpr int kLastPrivate = 63;

bool is_open(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0;
}

} // namespace

bool write_all(int fd, View text) {
    while (!text.empty()) {
        ssize_t written = write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text = text.from(static_cast<usize>(written));
    }
    return true;
}

bool read_all(int fd, usize most, Text& text) {
    char bytes[1024];
    while (text.size() < most) {
        ssize_t count = read(fd, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count == 0;
        for (char byte : View(bytes, static_cast<usize>(count))) {
            if (byte) text.append(byte);
        }
    }
    return false;
}

void move_descriptor(int from, int to) {
    if (from == to) { // it may be marked to be closed when a program starts, and dup2 would leave it so
        int copy = dup(from);
        close(from);
        from = copy;
    }
    dup2(from, to);
    close(from);
}

int duplicate_high(int fd) {
    for (int place = kLastPrivate; place >= kFirstPrivate; --place) {
        if (!is_open(place)) return dup3(fd, place, O_CLOEXEC);
    }
    errno = EMFILE;
    return -1;
}

Redirector::~Redirector() {
    for (usize i = saved_.size(); i-- > 0;) {
        if (saved_[i].copy == kWasClosed)
            close(saved_[i].fd);
        else
            move_descriptor(saved_[i].copy, saved_[i].fd);
    }
}

void Redirector::keep() {
    for (const Saved& saved : saved_) {
        if (saved.copy != kWasClosed) close(saved.copy);
    }
    saved_.clear();
}

bool Redirector::fail(View what) {
    error_ = join(what, ": ", View(strerror(errno)));
    return false;
}

bool Redirector::save(int fd) {
    int copy = is_open(fd) ? duplicate_high(fd) : kWasClosed;
    if (copy < 0 && is_open(fd)) return false;
    saved_.push({fd, copy});
    return true;
}

bool Redirector::apply(const List<Redirection>& redirections, Expander& expander) {
    for (const Redirection& redirection : redirections) {
        if (!apply_one(redirection, expander)) return false;
    }
    return true;
}

bool Redirector::apply_one(const Redirection& redirection, Expander& expander) {
    bool here = redirection.kind == RedirectionKind::here_document;
    Text target = expander.text(here ? redirection.here_document->body : redirection.target);
    if (expander.failed()) {
        error_ = expander.error();
        return false;
    }
    if (!save(redirection.fd)) return fail(Text().append_number(redirection.fd));
    int flags = 0;
    switch (redirection.kind) {
    case RedirectionKind::here_document: return give_text(redirection.fd, target);
    case RedirectionKind::duplicate: return duplicate(redirection, target);
    case RedirectionKind::input: flags = O_RDONLY; break;
    case RedirectionKind::output: flags = O_WRONLY | O_CREAT | O_TRUNC; break;
    case RedirectionKind::append: flags = O_WRONLY | O_CREAT | O_APPEND; break;
    case RedirectionKind::read_and_write: flags = O_RDWR | O_CREAT; break;
    }
    int fd = open(target.c_string(), flags, 0666);
    if (fd < 0) return fail(target);
    if (fd != redirection.fd) move_descriptor(fd, redirection.fd);
    return true;
}

// 2>&1, or 2>&- to close it.
bool Redirector::duplicate(const Redirection& redirection, View target) {
    if (target == "-") {
        close(redirection.fd);
        return true;
    }
    i64 from = 0;
    if (!parse_number(target, from) || from < 0 || from >= kFirstPrivate) {
        error_ = join(target, ": not a descriptor from 0 to 9");
        return false;
    }
    // A descriptor that does not mean what it did a moment ago is no mistake: `2>&1 1>&2` is read from the left.
    if (from == redirection.fd ? !is_open(redirection.fd)
                               : dup2(static_cast<int>(from), redirection.fd) < 0) {
        errno = EBADF;
        return fail(target);
    }
    return true;
}

// Makes text what a read of fd gives. A pipe holds a little by itself; more needs somebody who writes meanwhile.
bool Redirector::give_text(int fd, View text) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return fail("pipe");
    if (text.size() <= PIPE_BUF) {
        write_all(ends[1], text);
    } else {
        // A grandchild writes, so that its end concerns nobody here.
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            if (fork() == 0) write_all(ends[1], text);
            _exit(0);
        }
        if (child < 0) {
            close(ends[0]);
            close(ends[1]);
            return fail("here-document");
        }
        waitpid(child, nullptr, 0);
    }
    close(ends[1]);
    move_descriptor(ends[0], fd);
    return true;
}

} // namespace shell
