// file/descriptors.cpp: the descriptor table of a process.
//
// A file that loses its last descriptor may have much to do, so that it goes only after the lock is given back.
#include "file/descriptors.h"
#include "file/file_locks.h"
#include "memory/heap.h"

Descriptors::Entry* Descriptors::find_far(int number) {
    if (number < 0 || number >= end_) return nullptr;
    Block* block = more_[number / kBlockSize - 1].get();
    return block ? &block->entries[number % kBlockSize] : nullptr;
}

Result<Descriptors::Entry*> Descriptors::find_or_make(int number) {
    if (number >= kBlockSize) {
        Owned<Block>& block = more_[number / kBlockSize - 1];
        if (!block) block = TRY(make<Block>());
    }
    if (number >= end_) end_ = number + 1;
    return find(number);
}

// OPEN_FILES_MAX if there is none.
int Descriptors::free_from(int number) {
    for (; number < OPEN_FILES_MAX; number++) {
        const Entry* entry = find(number);
        if (!entry || !entry->file) break;
    }
    return number;
}

Result<Fd> Descriptors::install(Ref<File> file, bool close_on_exec, int lowest) {
    Guard guard(lock_);
    const int number = free_from(lowest);
    if (number >= OPEN_FILES_MAX) return Errno::mfile;
    Entry* entry = TRY(find_or_make(number));
    entry->file = std::move(file);
    entry->close_on_exec = close_on_exec;
    return Fd::unchecked(number);
}

Result<void> Descriptors::replace(Fd fd, Ref<File> file, bool close_on_exec) {
    if (fd.number() < 0 || fd.number() >= OPEN_FILES_MAX) return Errno::badf;
    {
        Guard guard(lock_);
        Entry* entry = TRY(find_or_make(fd.number()));
        std::swap(entry->file, file);
        entry->close_on_exec = close_on_exec;
    }
    if (file) file_locks::closed(this, *file);
    return {}; // `file` is now what the descriptor meant before, and goes here
}

Result<Ref<File>> Descriptors::file(Fd fd) {
    Guard guard(lock_);
    const Entry* entry = TRY(open_entry(fd));
    return entry->file;
}

// The entry of a descriptor that is open.
Result<Descriptors::Entry*> Descriptors::open_entry(Fd fd) {
    Entry* entry = find(fd.number());
    if (!entry || !entry->file) return Errno::badf;
    return entry;
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
    Ref<File> file;
    {
        Guard guard(lock_);
        Entry* entry = TRY(open_entry(fd));
        file = std::move(entry->file);
    }
    file_locks::closed(this, *file);
    return {};
}

bool Descriptors::is_full() {
    Guard guard(lock_);
    return free_from(0) >= OPEN_FILES_MAX;
}

int Descriptors::end() {
    Guard guard(lock_);
    return end_;
}

Result<void> Descriptors::copy_from(Descriptors& parent) {
    Guard parent_guard(parent.lock_);
    Guard guard(lock_, Nesting::second_of_rank); // nobody else knows the child yet: this waits for nothing
    for (int number = 0; number < parent.end_; number++) {
        const Entry* entry = parent.find(number);
        if (entry && entry->file) *TRY(find_or_make(number)) = *entry;
    }
    return {};
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
    for (; number < end_; number++) {
        Entry* entry = find(number);
        if (entry && entry->file && (entry->close_on_exec || !only_close_on_exec))
            return std::move(entry->file);
    }
    return {};
}
