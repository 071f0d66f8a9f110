// file/descriptors.cpp: the descriptor table of a process.
//
// A file that loses its last descriptor may have much to do, so that it goes only after the lock is given back.
#include "file/descriptors.h"
#include "file/file_locks.h"

namespace {

bool is_number(Fd fd) { return fd.number() >= 0 && fd.number() < OPEN_FILES_MAX; }

} // namespace

Result<Fd> Descriptors::install(Ref<File> file, bool close_on_exec, int lowest) {
    Guard guard(lock_);
    for (int number = lowest; number < OPEN_FILES_MAX; number++) {
        Entry& entry = entries_[number];
        if (entry.file) continue;
        entry.file = std::move(file);
        entry.close_on_exec = close_on_exec;
        return Fd::unchecked(number);
    }
    return Errno::mfile;
}

Result<void> Descriptors::replace(Fd fd, Ref<File> file, bool close_on_exec) {
    if (!is_number(fd)) return Errno::badf;
    exchange(fd.number(), file, close_on_exec);
    if (file) file_locks::closed(this, *file);
    return {}; // `file` is now what the descriptor meant before, and goes here
}

Result<Ref<File>> Descriptors::file(Fd fd) {
    if (!is_number(fd)) return Errno::badf;
    Guard guard(lock_);
    const Ref<File>& file = entries_[fd.number()].file;
    if (!file) return Errno::badf;
    return file;
}

// The entry of a descriptor that is open.
Result<Descriptors::Entry*> Descriptors::open_entry(Fd fd) {
    if (!is_number(fd) || !entries_[fd.number()].file) return Errno::badf;
    return &entries_[fd.number()];
}

Result<bool> Descriptors::closes_on_exec(Fd fd) {
    Guard guard(lock_);
    const Entry* entry = TRY(open_entry(fd));
    return entry->close_on_exec;
}

Result<void> Descriptors::set_close_on_exec(Fd fd, bool close_on_exec) {
    Guard guard(lock_);
    Entry* entry = TRY(open_entry(fd));
    entry->close_on_exec = close_on_exec;
    return {};
}

File* Descriptors::file_of_several_users(Fd fd) {
    Result<Ref<File>> owned = file(fd);
    return owned ? owned.value().leak() : nullptr;
}

Result<void> Descriptors::close(Fd fd) {
    if (!is_number(fd)) return Errno::badf;
    Ref<File> file;
    exchange(fd.number(), file, false);
    if (!file) return Errno::badf;
    file_locks::closed(this, *file);
    return {};
}

bool Descriptors::is_full() {
    Guard guard(lock_);
    for (const Entry& entry : entries_)
        if (!entry.file) return false;
    return true;
}

// Puts `file` into an entry, and what was in there into `file`.
void Descriptors::exchange(int number, Ref<File>& file, bool close_on_exec) {
    Guard guard(lock_);
    Entry& entry = entries_[number];
    std::swap(entry.file, file);
    entry.close_on_exec = close_on_exec;
}

void Descriptors::copy_from(Descriptors& parent) {
    Guard parent_guard(parent.lock_);
    Guard guard(lock_, Nesting::second_of_rank); // nobody else knows the child yet: this waits for nothing
    for (int number = 0; number < OPEN_FILES_MAX; number++)
        if (parent.entries_[number].file) entries_[number] = parent.entries_[number];
}

void Descriptors::close_on_exec() {
    int number = 0;
    while (const Ref<File> file = take_next(number, true)) file_locks::closed(this, *file);
}

void Descriptors::close_all() {
    int number = 0;
    while (const Ref<File> file = take_next(number, false)) file_locks::closed(this, *file);
}

// Takes out the next file, from a descriptor on; null after the last.
Ref<File> Descriptors::take_next(int& number, bool only_close_on_exec) {
    Guard guard(lock_);
    for (; number < OPEN_FILES_MAX; number++) {
        Entry& entry = entries_[number];
        if (entry.file && (entry.close_on_exec || !only_close_on_exec)) return std::move(entry.file);
    }
    return {};
}
